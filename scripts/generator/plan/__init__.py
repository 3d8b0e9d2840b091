"""Between the parser and the templates: a plain plan of the package, and the refusal of what it cannot serve."""

from scripts.generator.plan.package import not_parsed, plan_package
from scripts.generator.plan.prepare import Prepared, prepare
from scripts.generator.plan.refusal import Refusal
from scripts.generator.plan.shapes import Package

__all__ = ["Package", "Prepared", "Refusal", "not_parsed", "plan_package", "prepare"]

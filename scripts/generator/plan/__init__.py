"""Plans the package from the parser's data for the templates, and refuses unsupported documents."""

from scripts.generator.plan.package import not_parsed, plan_package
from scripts.generator.plan.prepare import Prepared, prepare
from scripts.generator.plan.refusal import Refusal
from scripts.generator.plan.shapes import Package

__all__ = ["Package", "Prepared", "Refusal", "not_parsed", "plan_package", "prepare"]

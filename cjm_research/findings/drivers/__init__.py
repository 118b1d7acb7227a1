from cjm_research.findings.drivers.sheet import DriverSheet, drivers, predictors_of

__all__ = ["DriverSheet", "drivers", "predictors_of"]

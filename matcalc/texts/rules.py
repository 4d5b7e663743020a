"""The rules of differentiation, by the operations that they are for; others go by their own names."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["RULES"]

RULES: dict[str, Pair] = {
    "abs": ("absolute value", "绝对值"),
    "add": ("sum", "和"),
    "adj": ("adjugate", "伴随矩阵"),
    "constant": ("a constant", "常数"),
    "det": ("determinant", "行列式"),
    "diag": ("diagonal matrix", "对角矩阵"),
    "eigmax": ("eigenvalue", "特征值"),
    "eigvec": ("eigenvector", "特征向量"),
    "exp": ("exponential", "指数函数"),
    "expm": ("matrix exponential", "矩阵指数"),
    "inv": ("inverse", "逆矩阵"),
    "kron": ("Kronecker product", "克罗内克积"),
    "log": ("logarithm", "对数"),
    "logdet": ("log-determinant", "对数行列式"),
    "matmul": ("product rule", "乘积法则"),
    "max": ("largest entry", "最大元素"),
    "min": ("smallest entry", "最小元素"),
    "mul": ("product rule", "乘积法则"),
    "norm": ("norm", "范数"),
    "nuclear": ("nuclear norm", "核范数"),
    "pinv": ("pseudo-inverse", "伪逆"),
    "power": ("power rule", "幂法则"),
    "raised": ("power rule", "幂法则"),
    "spectral": ("spectral norm", "谱范数"),
    "sum": ("sum of the entries", "各元素之和"),
    "together": ("together", "合起来"),
    "trace": ("trace", "迹"),
}

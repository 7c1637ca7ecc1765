"""Mathematical programmes: linear and mixed-integer models as matrices, solved by HiGHS with both bounds reported."""

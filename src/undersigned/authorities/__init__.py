"""Who can grant what is asked: offices, powers and the law behind them."""

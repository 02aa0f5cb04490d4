//! Messages between page and worker (protocol) and the work behind them (job).

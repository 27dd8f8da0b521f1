//! Shared helpers of the tests: the drop ledger and the message types.

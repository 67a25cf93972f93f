ALTER FUNCTION chain_audit_event() RESET enable_seqscan;

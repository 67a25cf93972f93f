DROP FUNCTION audit_forget(timestamptz, int);
DROP TABLE audit_personal;
DROP TABLE audit_events;
DROP FUNCTION refuse_forgetting();
DROP FUNCTION chain_audit_event();

DROP FUNCTION undo_import_values(bigint);
DROP TRIGGER measurements_removed_by_undoing ON measurements;
DROP TRIGGER measurements_append_only ON measurements;

CREATE TRIGGER measurements_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON measurements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DROP FUNCTION refuse_removal();
DROP TABLE import_mappings;
DROP TABLE import_values;
DROP TABLE import_indicators;
DROP TABLE import_changes;
DROP TABLE imports;

DROP TABLE import_mappings;
DROP TABLE import_values;
DROP TABLE import_changes;
DROP TABLE imports;

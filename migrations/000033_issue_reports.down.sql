ALTER TABLE result_files DROP COLUMN sha256;
DROP TABLE report_files;
DROP TABLE reports;
DROP TABLE report_drafts;

DROP TABLE report_files;
DROP TABLE reports;
DROP TABLE report_drafts;

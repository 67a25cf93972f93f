DROP TABLE strategic_lines;

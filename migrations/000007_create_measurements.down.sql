DROP TABLE measurements;
DROP FUNCTION refuse_change();

-- What is lost: links of retos, projects with their milestones, and which indicators count retos. Their measurements stay.
DROP TABLE indicator_sources;
DROP TABLE challenge_milestones;
DROP TABLE challenge_projects;
DROP TABLE challenge_links;

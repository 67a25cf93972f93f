-- Whoever publishes a plan decides what of it everybody sees. What was published until now showed all of these.

ALTER TABLE plans
    ADD COLUMN shows   text[] NOT NULL DEFAULT '{objectives,indicators,results,comments,files}',
    ADD COLUMN licence text   NOT NULL DEFAULT 'CC-BY-4.0',
    ADD CONSTRAINT plans_shows_known   CHECK (shows <@ '{objectives,indicators,results,comments,files}'::text[]),
    ADD CONSTRAINT plans_shows_whole   CHECK (
        (NOT shows && '{indicators}' OR shows @> '{objectives}')
        AND (NOT shows && '{results,comments}' OR shows @> '{indicators}')
        AND (NOT shows && '{files}' OR shows @> '{results}')),
    ADD CONSTRAINT plans_licence_known CHECK (licence IN ('CC-BY-4.0', 'CC0-1.0'));

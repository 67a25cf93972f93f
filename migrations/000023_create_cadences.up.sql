-- Since when a plan has followed its cadence without a break. The job that closes follow-ups keeps it, however the
-- plan was changed: days that fell due before, such as while the plan was a draft, are not made up for.

CREATE TABLE cadences (
    plan_id bigint   NOT NULL CONSTRAINT cadences_pkey PRIMARY KEY CONSTRAINT cadences_plan_fkey REFERENCES plans,
    months  smallint NOT NULL CONSTRAINT cadences_months_known CHECK (months IN (1, 3, 6, 12)),
    since   date     NOT NULL
);

-- A snapshot is closed by hand, with a round, or by itself on a day that the plan's cadence sets: that day is unique,
-- so that however often and wherever the job runs, each is closed once. A correction names the one it replaces.

ALTER TABLE snapshots
    ADD COLUMN closed_by     bigint CONSTRAINT snapshots_user_fkey REFERENCES users,
    ADD COLUMN round_id      bigint,
    ADD COLUMN scheduled_for date,
    ADD COLUMN replaces      bigint,
    ADD CONSTRAINT snapshots_round_fkey       FOREIGN KEY (plan_id, round_id) REFERENCES rounds (plan_id, id),
    ADD CONSTRAINT snapshots_round_unique     UNIQUE (plan_id, round_id),
    ADD CONSTRAINT snapshots_scheduled_unique UNIQUE (plan_id, scheduled_for),
    ADD CONSTRAINT snapshots_replaces_fkey    FOREIGN KEY (plan_id, replaces) REFERENCES snapshots (plan_id, id),
    ADD CONSTRAINT snapshots_replaces_unique  UNIQUE (plan_id, replaces),
    ADD CONSTRAINT snapshots_note_bounded     CHECK (length(note) <= 4000);

-- A version's number names the same settings for ever, also when a draft was discarded: what is cached, tested or linked by it must never be another's.
alter table connection add column last_version bigint not null default 0;
-- The version of the connection's row from which a draft was begun: what has changed since is not the draft's to bring back.
alter table connection_version add column base_version bigint;

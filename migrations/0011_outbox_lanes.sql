-- Messages wait in lanes, one for each tenant and host, and workers take from every lane in turn: the backlog of one tenant, or of one dead
-- host, is nobody else's. `round_at`: since when the present round of attempts runs; an admin's retry begins a new one. `kept`: where to and
-- how, of an app that went with its tenant.
alter table outbox add column lane text not null default '';
alter table outbox add column round_at bigint not null default 0;
alter table outbox add column kept text;
update outbox set lane = tenant_id || ' ' || target, round_at = created_at;

-- What is leased is out of the way of those who look for what is due.
drop index outbox_due;
create index outbox_lane on outbox (lane, next_at, id) where state = 'pending' and leased_until is null;
create index outbox_leased on outbox (leased_until) where leased_until is not null;

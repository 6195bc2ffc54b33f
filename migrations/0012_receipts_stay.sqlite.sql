-- A deleted tenant's receipts stay for their time, like its audit log: so `logout` refers to no tenant any more, and a receipt's number is
-- looked for in all tenants. SQLite cannot drop a
-- constraint, so both tables are made anew; the old legs go first, since dropping `logout` would take them along.
create table logout_kept (
  id            text primary key,
  tenant_id     text not null,
  session_id    text not null unique,
  user_id       text not null,
  connection_id text not null,
  cause         text not null,
  actor         text not null,
  receipt_id    text not null,
  sign_out_id   text,
  created_at    bigint not null
);
insert into logout_kept select id, tenant_id, session_id, user_id, connection_id, cause, actor, receipt_id, sign_out_id, created_at from logout;
create table logout_leg_kept (
  id         text primary key,
  logout_id  text not null references logout_kept (id) on delete cascade,
  tenant_id  text not null,
  target     text not null,
  channel    text not null,
  state      text not null,
  attempts   integer not null,
  last_error text,
  sid        text,
  upstream   bytea,
  request_id text,
  at         bigint not null
);
insert into logout_leg_kept
  select id, logout_id, tenant_id, target, channel, state, attempts, last_error, sid, upstream, request_id, at from logout_leg;

drop table logout_leg;
drop table logout;
alter table logout_kept rename to logout;
alter table logout_leg_kept rename to logout_leg;
create index logout_tenant on logout (tenant_id, id);
create index logout_receipt on logout (receipt_id);
create index logout_sign_out on logout (sign_out_id) where sign_out_id is not null;
create index logout_created on logout (created_at);
create index logout_leg_logout on logout_leg (logout_id);
create index logout_leg_pending on logout_leg (at) where state = 'pending';

-- Test sign-ins: a real sign-in at a connection that ends in a report and leaves nothing else behind.

alter table pending_sign_in add column test_id text;
alter table sign_in add column test_id text;

-- A link is opened by whoever has its secret; its result belongs to the browser that opened it last. `draft` is the number of the
-- draft whose settings are tested, `settings` a hash of what was tested.
create table connection_test (
  id            text primary key,
  secret_hash   bytea not null,
  tenant_id     text not null references tenant (id) on delete cascade,
  connection_id text not null references connection (id) on delete cascade,
  draft         bigint,
  actor         text not null,
  return_to     text,
  state         text not null,
  sign_in_id    text,
  browser_hash  bytea,
  opens         integer not null,
  settings      bytea,
  report        bytea,
  created_at    bigint not null,
  expires_at    bigint not null,
  finished_at   bigint
);
create index connection_test_connection on connection_test (connection_id, id);
create index connection_test_created on connection_test (created_at);

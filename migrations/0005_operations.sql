-- Keys, management tokens, the audit log and the outbox.

create table signing_key (
  kid         text primary key,
  alg         text not null,
  private_key bytea not null,
  created_at  bigint not null,
  active_at   bigint not null,
  retired_at  bigint
);

create table api_token (
  id           text primary key,
  secret_hash  bytea not null,
  prefix       text not null,
  scopes       text not null,
  tenant_id    text references tenant (id) on delete cascade,
  created_at   bigint not null,
  expires_at   bigint,
  last_used_at bigint
);

create table setting (
  name  text primary key,
  value text not null
);

-- Append-only: no code updates or deletes a row.
create table event (
  id          text primary key,
  tenant_id   text,
  type        text not null,
  actor       text not null,
  target_type text,
  target_id   text,
  data        text not null,
  ip          text,
  created_at  bigint not null
);
create index event_tenant on event (tenant_id, id);

create table webhook (
  id          text primary key,
  tenant_id   text not null references tenant (id) on delete cascade,
  url         text not null,
  events      text not null,
  conditions  text not null,
  secret      bytea not null,
  old_secret  bytea,
  old_secret_until bigint,
  disabled_at bigint,
  version     bigint not null,
  created_at  bigint not null,
  updated_at  bigint not null
);
create index webhook_tenant on webhook (tenant_id);

-- Messages to deliver, written in the transaction of what they tell about. Workers on every node lease rows.
create table outbox (
  id           text primary key,
  tenant_id    text not null,
  kind         text not null,
  target       text not null,
  subject      text,
  payload      text not null,
  state        text not null,
  attempts     integer not null,
  next_at      bigint not null,
  leased_until bigint,
  last_status  integer,
  last_error   text,
  created_at   bigint not null,
  done_at      bigint
);
create index outbox_due on outbox (next_at) where state = 'pending';
create index outbox_target on outbox (tenant_id, kind, target, id);
create index outbox_done on outbox (done_at) where done_at is not null;

create table idempotency (
  owner        text not null,
  key          text not null,
  request_hash bytea not null,
  status       integer,
  headers      text,
  body         text,
  created_at   bigint not null,
  primary key (owner, key)
);
create index idempotency_created on idempotency (created_at);

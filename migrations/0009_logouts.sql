-- What became of each ended session: one row, and a leg for everyone who had to be told. They outlive session, user and app: they are the receipt.

create table logout (
  id            text primary key,
  tenant_id     text not null references tenant (id) on delete cascade,
  session_id    text not null unique,
  user_id       text not null,
  connection_id text not null,
  cause         text not null,
  actor         text not null,
  receipt_id    text not null,
  sign_out_id   text,
  created_at    bigint not null
);
create index logout_tenant on logout (tenant_id, id);
create index logout_receipt on logout (tenant_id, receipt_id);
create index logout_sign_out on logout (sign_out_id) where sign_out_id is not null;
create index logout_created on logout (created_at);

-- `upstream` is sealed as it was in the session; it and `request_id` are for a leg that takes the person's browser to the provider.
create table logout_leg (
  id         text primary key,
  logout_id  text not null references logout (id) on delete cascade,
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
create index logout_leg_logout on logout_leg (logout_id);
create index logout_leg_pending on logout_leg (at) where state = 'pending';

-- The way of one browser through a sign-out: frames, upstreams, back to whoever asked. `next` says where it ends.
create table sign_out (
  id          text primary key,
  secret_hash bytea not null,
  next        text not null,
  created_at  bigint not null,
  expires_at  bigint not null
);
create index sign_out_expiry on sign_out (expires_at);

-- The end that the upstream gave the session in advance, so that the receipt can tell it from our own.
alter table sso_session add column upstream_expires_at bigint;

-- RUN users of a tenant. Identity is (tenant, connection, issuer, subject), never the e-mail (security.md D6).

create table run_user (
  id            text primary key,
  tenant_id     text not null references tenant (id) on delete cascade,
  email         text not null,
  first_name    text not null,
  last_name     text,
  role          text not null,
  roles         text not null,
  tags          text not null,
  active        boolean not null,
  email_said_verified boolean not null,
  version       bigint not null,
  created_at    bigint not null,
  updated_at    bigint not null,
  last_login_at bigint
);
create index run_user_email on run_user (tenant_id, email);

-- One row per tag, so that lists can be filtered by it; run_user.tags holds the same with their origin.
create table user_tag (
  tenant_id text not null,
  user_id   text not null references run_user (id) on delete cascade,
  tag_key   text not null,
  tag_value text not null,
  primary key (tenant_id, tag_key, tag_value, user_id)
);
create index user_tag_user on user_tag (user_id);

create table user_identity (
  tenant_id     text not null references tenant (id) on delete cascade,
  connection_id text not null,
  issuer        text not null,
  subject       text not null,
  user_id       text not null references run_user (id) on delete cascade,
  active        boolean not null,
  created_at    bigint not null,
  last_login_at bigint not null,
  primary key (tenant_id, connection_id, issuer, subject)
);
create index user_identity_user on user_identity (user_id);
create index user_identity_takeover on user_identity (tenant_id, issuer, subject);

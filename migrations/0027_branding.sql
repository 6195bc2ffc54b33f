-- How a tenant's pages look to its people. The picture stands apart: the tenant's row is read by every sign-in.
alter table tenant add column brand_colour text;
alter table tenant add column help_url text;
alter table tenant add column privacy_url text;
alter table tenant add column logo_hash text;

create table tenant_logo (
  tenant_id    text primary key references tenant (id) on delete cascade,
  hash         text not null,
  content_type text not null,
  content      bytea not null
);

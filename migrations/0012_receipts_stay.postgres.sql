-- A deleted tenant's receipts stay for their time, like its audit log: so `logout` refers to no tenant any more, and a receipt's number is
-- looked for in all tenants.
alter table logout drop constraint logout_tenant_id_fkey;
drop index logout_receipt;
create index logout_receipt on logout (receipt_id);

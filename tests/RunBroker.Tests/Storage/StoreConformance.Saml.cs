using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tests.Storage;

public abstract partial class StoreConformance
{
    [Fact, Spec("P-010")]
    public async Task Saml_keys_come_back_by_use_oldest_first_to_their_tenant_only()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_s")));
        var key = Rows.SamlKey(A, "con_s", "key_1");
        foreach (var row in new[]
        {
            key with { Id = "key_3", Generation = 2, ActiveAt = Now.AddDays(1), RetiredAt = Now.AddDays(2) }, key,
            key with { Id = "key_2", KeyUse = SamlKeyRow.Encryption },
        })
            Assert.True(await Write(tx => SamlKeyStore.Insert(tx, row)));
        var all = await Read(tx => SamlKeyStore.Of(tx, A, "con_s"));
        Assert.Equal(["key_2", "key_1", "key_3"], all.Select(k => k.Id));
        Assert.Equivalent(key, all[1], strict: true);
        Assert.Equal(Now.AddDays(2), all[2].RetiredAt);
        Assert.Empty(await Read(tx => SamlKeyStore.Of(tx, B, "con_s")));

        await Write(tx => SamlKeyStore.DeleteAll(tx, B, "con_s"));
        Assert.Equal(3, (await Read(tx => SamlKeyStore.Of(tx, A, "con_s"))).Length);
        await Write(tx => SamlKeyStore.DeleteAll(tx, A, "con_s"));
        Assert.Empty(await Read(tx => SamlKeyStore.Of(tx, A, "con_s")));
    }

    [Fact]
    public async Task Of_16_that_make_the_next_saml_key_one_does()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_s")));
        Assert.Equal(1, await Database.WinnersOf16((tx, i) => SamlKeyStore.Insert(tx, Rows.SamlKey(A, "con_s", $"key_{i}"))));
    }

    [Fact]
    public async Task A_saml_key_begins_earlier_but_never_later_and_ends_those_before_it()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_s")));
        var first = Rows.SamlKey(A, "con_s", "key_1");
        var next = first with { Id = "key_2", Generation = 2, ActiveAt = Now.AddDays(9) };
        await Write(tx => SamlKeyStore.Insert(tx, first));
        await Write(tx => SamlKeyStore.Insert(tx, next));
        await Write(tx => SamlKeyStore.Insert(tx, first with { Id = "key_e", KeyUse = SamlKeyRow.Encryption }));
        await Write(tx => SamlKeyStore.Activate(tx, next, Now.AddDays(10)));
        await Write(tx => SamlKeyStore.RetireBefore(tx, next, Now.AddDays(20)));
        await Write(tx => SamlKeyStore.RetireBefore(tx, next, Now.AddDays(30)));
        Assert.Equal(
            [("key_e", Now, null), ("key_1", Now, Now.AddDays(20)), ("key_2", Now.AddDays(9), (DateTimeOffset?)null)],
            (await Read(tx => SamlKeyStore.Of(tx, A, "con_s"))).Select(k => (k.Id, k.ActiveAt, k.RetiredAt)));
        await Write(tx => SamlKeyStore.Activate(tx, next with { TenantId = B }, Now));
        await Write(tx => SamlKeyStore.Activate(tx, next, Now.AddDays(8)));
        Assert.Equal(Now.AddDays(8), (await Read(tx => SamlKeyStore.Of(tx, A, "con_s")))[2].ActiveAt);
    }

    [Fact]
    public async Task Saml_keys_that_grow_old_are_found_by_their_newest()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_s")));
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_gone") with { DeletedAt = Now }));
        var key = Rows.SamlKey(A, "con_s", "key_1");
        await Write(tx => SamlKeyStore.Insert(tx, key));
        await Write(tx => SamlKeyStore.Insert(tx, key with { Id = "key_2", KeyUse = SamlKeyRow.Encryption }));
        await Write(tx => SamlKeyStore.Insert(tx, key with { Id = "key_3", Generation = 2, ActiveAt = Now.AddDays(5) }));
        await Write(tx => SamlKeyStore.Insert(tx, key with { Id = "key_4", ConnectionId = "con_gone" }));
        Assert.Empty(await Read(tx => SamlKeyStore.Aging(tx, Now.AddSeconds(-1), 9)));
        Assert.Equal([new(A, "con_s", SamlKeyRow.Encryption)], await Read(tx => SamlKeyStore.Aging(tx, Now, 9)));
        Assert.Equal(2, (await Read(tx => SamlKeyStore.Aging(tx, Now.AddDays(5), 9))).Length);
    }

    [Fact, Spec("P-010")]
    public async Task Metadata_is_its_tenants_and_what_an_admin_replaced_is_not_written_over()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_s")));
        Assert.Null(await Read(tx => SamlMetadataStore.Find(tx, A, "con_s")));
        var full = Rows.Metadata(A, "con_s") with
        {
            Document = [1, 2],
            SignatureVerified = true,
            ValidUntil = Now.AddDays(3),
            Etag = "\"e\"",
            LastModified = Now,
            FetchedAt = Now,
            AskedAt = Now,
            LastError = "x",
            PendingDocument = [3],
            PendingReasons = ["entity_id"],
            PendingAt = Now,
        };
        await Write(tx => SamlMetadataStore.Put(tx, full));
        var found = (await Read(tx => SamlMetadataStore.Find(tx, A, "con_s")))!;
        Assert.Equivalent(full, found, strict: true);
        Assert.Null(await Read(tx => SamlMetadataStore.Find(tx, B, "con_s")));

        Assert.False(await Write(tx => SamlMetadataStore.Update(tx, found with { TenantId = B, Document = [9] })));
        Assert.True(await Write(tx => SamlMetadataStore.Note(tx, found with { Document = [9], Etag = null, Failures = 1 })));
        Assert.False(await Write(tx => SamlMetadataStore.Note(tx, found)));
        Assert.False(await Write(tx => SamlMetadataStore.Update(tx, found)));
        var noted = (await Read(tx => SamlMetadataStore.Find(tx, A, "con_s")))!;
        Assert.Equal((1, null), (noted.Failures, noted.Etag));
        Assert.Equal([1, 2], noted.Document);
        Assert.True(await Write(tx => SamlMetadataStore.Update(tx, noted with { Document = [9], PendingDocument = null, PendingReasons = [] })));
        Assert.Equal([9], (await Read(tx => SamlMetadataStore.Find(tx, A, "con_s")))!.Document);

        // Versions begin anew where a row was gone in between: what another address has said is nothing to this one.
        var fresh = (await Read(tx => SamlMetadataStore.Find(tx, A, "con_s")))!;
        Assert.False(await Write(tx => SamlMetadataStore.Note(tx, fresh with { Address = "https://before.example/m" })));
        Assert.False(await Write(tx => SamlMetadataStore.Update(tx, fresh with { Address = "https://before.example/m", Document = [8] })));

        await Write(tx => SamlMetadataStore.Put(tx, Rows.Metadata(B, "con_s")));
        Assert.Null(await Read(tx => SamlMetadataStore.Find(tx, B, "con_s")));
        await Write(tx => SamlMetadataStore.Put(tx, Rows.Metadata(A, "con_s") with { Address = null, Source = SamlMetadataRow.Upload, Document = [7] }));
        var replaced = (await Read(tx => SamlMetadataStore.Find(tx, A, "con_s")))!;
        Assert.Equal((4, null, SamlMetadataRow.Upload), (replaced.Version, replaced.Address, replaced.Source));
        await Write(tx => SamlMetadataStore.Delete(tx, B, "con_s"));
        Assert.NotNull(await Read(tx => SamlMetadataStore.Find(tx, A, "con_s")));
        await Write(tx => SamlMetadataStore.Delete(tx, A, "con_s"));
        Assert.Null(await Read(tx => SamlMetadataStore.Find(tx, A, "con_s")));
    }

    [Fact]
    public async Task Due_metadata_of_enabled_connections_is_leased_to_one()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_on") with { Enabled = true }));
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_off")));
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(B, "con_later") with { Enabled = true }));
        Assert.Null(await Read(SamlMetadataStore.NextDue));
        await Write(tx => SamlMetadataStore.Put(tx, Rows.Metadata(A, "con_on")));
        await Write(tx => SamlMetadataStore.Put(tx, Rows.Metadata(A, "con_off")));
        await Write(tx => SamlMetadataStore.Put(tx, Rows.Metadata(B, "con_later") with { NextFetchAt = Now.AddMinutes(1) }));
        Assert.Equal(Now.ToUnixTimeMilliseconds(), await Read(SamlMetadataStore.NextDue));
        Assert.Equal(1, await Database.WinnersOf16(async (tx, _) => (await SamlMetadataStore.Lease(tx, Now, Now.AddMinutes(2), 5)).Length == 1));
        Assert.Equal(Now.AddMinutes(1).ToUnixTimeMilliseconds(), await Read(SamlMetadataStore.NextDue));
        Assert.Equal(["con_later"], await Write(tx => SamlMetadataStore.Lease(tx, Now.AddMinutes(1), Now.AddMinutes(2), 5)));
        // A node that died loses it.
        Assert.Equal(["con_later", "con_on"], (await Write(tx => SamlMetadataStore.Lease(tx, Now.AddMinutes(2), Now.AddMinutes(3), 5))).Order());
    }

    [Fact]
    public async Task Of_16_that_meet_an_unknown_key_one_may_ask()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_s")));
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_up")));
        await Write(tx => SamlMetadataStore.Put(tx, Rows.Metadata(A, "con_s")));
        await Write(tx => SamlMetadataStore.Put(tx, Rows.Metadata(A, "con_up") with { Address = null }));
        Assert.False(await Write(tx => SamlMetadataStore.MayAsk(tx, B, "con_s", Now, Now, Now.AddSeconds(9))));
        Assert.False(await Write(tx => SamlMetadataStore.MayAsk(tx, A, "con_up", Now, Now, Now.AddSeconds(9))));
        Assert.Equal(1, await Database.WinnersOf16((tx, _) => SamlMetadataStore.MayAsk(tx, A, "con_s", Now.AddMinutes(-1), Now, Now.AddMinutes(2))));
        Assert.Equal(Now.AddMinutes(2), (await Read(tx => SamlMetadataStore.Find(tx, A, "con_s")))!.LeasedUntil);
        // Somebody is at it.
        Assert.False(await Write(tx => SamlMetadataStore.MayAsk(tx, A, "con_s", Now, Now.AddMinutes(1), Now.AddMinutes(3))));
        Assert.True(await Write(tx => SamlMetadataStore.MayAsk(tx, A, "con_s", Now, Now.AddMinutes(2), Now.AddMinutes(3))));
    }

    [Fact]
    public async Task The_end_of_a_certificate_is_told_once_for_each_threshold()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_s")));
        Assert.Equal(1, await Database.WinnersOf16((tx, _) => ExpiryNoticeStore.Once(tx, A, "con_s", "AB", 30, Now)));
        Assert.True(await Write(tx => ExpiryNoticeStore.Once(tx, A, "con_s", "AB", 14, Now)));
        Assert.True(await Write(tx => ExpiryNoticeStore.Once(tx, A, "con_s", "CD", 30, Now)));
    }

    [Fact, Spec("P-010")]
    public async Task A_changed_trust_is_no_edit_of_the_connection()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_s") with { Enabled = true }));
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(B, "con_saml") with { Enabled = true, Protocol = "saml" }));
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(B, "con_saml_off") with { Protocol = "saml" }));
        await Write(tx => ConnectionStore.TrustChanged(tx, B, "con_s"));
        await Write(tx => ConnectionStore.TrustChanged(tx, A, "con_s"));
        var row = (await Read(tx => ConnectionStore.Find(tx, A, "con_s")))!;
        Assert.Equal((1, 1), (row.TrustVersion, row.Version));
        Assert.Equal(["con_saml"], (await Read(tx => ConnectionStore.EnabledOf(tx, "saml", "", 9))).Select(c => c.Id));
        Assert.Empty(await Read(tx => ConnectionStore.EnabledOf(tx, "saml", "con_saml", 9)));
    }
}

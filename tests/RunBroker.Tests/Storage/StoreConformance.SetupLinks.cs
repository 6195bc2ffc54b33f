using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tests.Storage;

public abstract partial class StoreConformance
{
    private static SetupLink Link(string id, TenantId tenant) => new()
    {
        Id = id,
        TenantId = tenant,
        SecretHash = [1, 2, 3],
        Intents = ["sso", "domain"],
        Note = "Ask Ana",
        MaxOpens = 2,
        CreatedBy = "token:x",
        CreatedAt = Now,
        ExpiresAt = Now.AddDays(5),
    };

    private static SetupOpening Opening(string id, string link, DateTimeOffset at) =>
        new() { Id = id, SetupLinkId = link, SecretHash = [4], CreatedAt = at, ExpiresAt = at.AddHours(5) };

    [Fact]
    public async Task A_setup_link_comes_back_as_it_was_made_within_its_tenant()
    {
        var link = Link("stl_1", A) with { ConnectionId = "con_x", Guide = "okta", TestId = "tst_1", SavedAt = Now, TestedAt = Now, Ready = true };
        await Write(tx => SetupLinkStore.Insert(tx, link));
        Assert.Equivalent(link, await Read(tx => SetupLinkStore.Find(tx, A, "stl_1")), strict: true);
        Assert.Null(await Read(tx => SetupLinkStore.Find(tx, B, "stl_1")));
        Assert.Equivalent(link, await Read(tx => SetupLinkStore.Shown(tx, "stl_1")), strict: true);
        await Write(tx => SetupLinkStore.Insert(tx, Link("stl_2", A)));
        await Write(tx => SetupLinkStore.Insert(tx, Link("stl_3", B)));
        Assert.Equal(["stl_2", "stl_1"], (await Read(tx => SetupLinkStore.Page(tx, A, null, 5))).Select(l => l.Id));
        Assert.Equal(["stl_1"], (await Read(tx => SetupLinkStore.Page(tx, A, "stl_2", 5))).Select(l => l.Id));
    }

    [Fact]
    public async Task A_setup_link_is_opened_as_often_as_it_may_and_not_when_it_is_over()
    {
        await Write(tx => SetupLinkStore.Insert(tx, Link("stl_1", A)));
        Assert.True(await Write(tx => SetupLinkStore.Open(tx, Opening("sto_1", "stl_1", Now.AddHours(1)))));
        Assert.True(await Write(tx => SetupLinkStore.Open(tx, Opening("sto_2", "stl_1", Now.AddHours(2)))));
        Assert.False(await Write(tx => SetupLinkStore.Open(tx, Opening("sto_3", "stl_1", Now.AddHours(3)))));
        var link = (await Read(tx => SetupLinkStore.Find(tx, A, "stl_1")))!;
        Assert.Equal((2, Now.AddHours(1)), (link.Opens, link.BegunAt));
        var openings = await Read(tx => SetupLinkStore.Openings(tx, ["sto_1", "sto_3", "sto_x"]));
        Assert.Equivalent(Opening("sto_1", "stl_1", Now.AddHours(1)), Assert.Single(openings), strict: true);

        await Write(tx => SetupLinkStore.Insert(tx, Link("stl_2", A)));
        Assert.False(await Write(tx => SetupLinkStore.Open(tx, Opening("sto_4", "stl_2", Now.AddDays(5)))));
        Assert.False(await Write(tx => SetupLinkStore.Revoke(tx, B, "stl_2", Now)));
        Assert.True(await Write(tx => SetupLinkStore.Revoke(tx, A, "stl_2", Now)));
        Assert.False(await Write(tx => SetupLinkStore.Revoke(tx, A, "stl_2", Now)));
        Assert.False(await Write(tx => SetupLinkStore.Open(tx, Opening("sto_5", "stl_2", Now))));
        Assert.False(await Write(tx => SetupLinkStore.HandOver(tx, A, "stl_2", Now)));
    }

    [Fact]
    public async Task What_a_holder_came_to_is_kept_and_a_new_connection_begins_it_anew()
    {
        await Write(tx => SetupLinkStore.Insert(tx, Link("stl_1", A)));
        Assert.True(await Write(tx => SetupLinkStore.TakeConnection(tx, A, "stl_1", null, "con_1", Now)));
        Assert.False(await Write(tx => SetupLinkStore.TakeConnection(tx, A, "stl_1", null, "con_2", Now)));
        Assert.False(await Write(tx => SetupLinkStore.TakeConnection(tx, B, "stl_1", "con_1", "con_2", Now)));
        Assert.False(await Write(tx => SetupLinkStore.TakeConnection(tx, A, "stl_1", "con_1", "con_2", Now.AddDays(5))));
        await Write(tx => SetupLinkStore.Choose(tx, A, "stl_1", "okta"));
        await Write(tx => SetupLinkStore.Saved(tx, A, "stl_1", true, Now.AddHours(1)));
        await Write(tx => SetupLinkStore.BeginTest(tx, A, "stl_1", "tst_1"));
        await Write(tx => SetupLinkStore.Tested(tx, A, "stl_1", Now.AddHours(2)));
        var link = (await Read(tx => SetupLinkStore.Find(tx, A, "stl_1")))!;
        Assert.Equal(("con_1", true, "okta", Now.AddHours(1), true, "tst_1", Now.AddHours(2)),
            (link.ConnectionId, link.OwnConnection, link.Guide, link.SavedAt, link.Ready, link.TestId, link.TestedAt));
        await Write(tx => SetupLinkStore.Saved(tx, A, "stl_1", false, Now.AddHours(3)));
        link = (await Read(tx => SetupLinkStore.Find(tx, A, "stl_1")))!;
        Assert.Equal((false, null), (link.Ready, link.TestedAt));
        Assert.True(await Write(tx => SetupLinkStore.TakeConnection(tx, A, "stl_1", "con_1", "con_2", Now)));
        link = (await Read(tx => SetupLinkStore.Find(tx, A, "stl_1")))!;
        Assert.Equal(("con_2", null, null), (link.ConnectionId, link.SavedAt, link.TestId));

        await Write(tx => SetupLinkStore.Insert(tx, Link("stl_2", A) with { ConnectionId = "con_given" }));
        Assert.False(await Write(tx => SetupLinkStore.TakeConnection(tx, A, "stl_2", "con_given", "con_3", Now)));
    }

    [Fact]
    public async Task A_link_keeps_the_names_of_its_domains_up_to_their_number()
    {
        await Write(tx => SetupLinkStore.Insert(tx, Link("stl_1", A)));
        Assert.True(await Write(tx => SetupLinkStore.AddDomain(tx, A, "stl_1", "b.example", 2, Now)));
        Assert.False(await Write(tx => SetupLinkStore.AddDomain(tx, A, "stl_1", "b.example", 2, Now)));
        Assert.False(await Write(tx => SetupLinkStore.AddDomain(tx, B, "stl_1", "c.example", 2, Now)));
        Assert.False(await Write(tx => SetupLinkStore.AddDomain(tx, A, "stl_1", "c.example", 2, Now.AddDays(5))));
        Assert.True(await Write(tx => SetupLinkStore.AddDomain(tx, A, "stl_1", "a.example", 2, Now)));
        Assert.False(await Write(tx => SetupLinkStore.AddDomain(tx, A, "stl_1", "c.example", 2, Now)));
        Assert.Equal(["a.example", "b.example"], await Read(tx => SetupLinkStore.Domains(tx, "stl_1")));
        await Write(tx => SetupLinkStore.DropDomain(tx, "stl_1", "a.example"));
        Assert.Equal(["b.example"], await Read(tx => SetupLinkStore.Domains(tx, "stl_1")));
    }

    [Fact]
    public async Task What_was_handed_over_waits_until_its_connection_is_enabled_or_put_away()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_new")));
        await Write(tx => SetupLinkStore.Insert(tx, Link("stl_1", A) with { ConnectionId = "con_new" }));
        Assert.Empty(await Read(tx => SetupLinkStore.Waiting(tx, A, 5)));
        Assert.False(await Write(tx => SetupLinkStore.HandOver(tx, B, "stl_1", Now)));
        Assert.True(await Write(tx => SetupLinkStore.HandOver(tx, A, "stl_1", Now)));
        Assert.False(await Write(tx => SetupLinkStore.HandOver(tx, A, "stl_1", Now)));
        Assert.Equal("stl_1", Assert.Single(await Read(tx => SetupLinkStore.Waiting(tx, A, 5))).Id);
        Assert.Empty(await Read(tx => SetupLinkStore.Waiting(tx, B, 5)));
        Assert.True(await Write(tx => ConnectionStore.Update(tx, Rows.Connection(A, "con_new") with { Enabled = true, Version = 2 }, 1)));
        Assert.Empty(await Read(tx => SetupLinkStore.Waiting(tx, A, 5)));
    }

    [Fact]
    public async Task Openings_go_when_they_have_ended_and_links_a_month_after()
    {
        await Write(tx => SetupLinkStore.Insert(tx, Link("stl_1", A)));
        await Write(tx => SetupLinkStore.Open(tx, Opening("sto_1", "stl_1", Now)));
        await Write(tx => SetupLinkStore.AddDomain(tx, A, "stl_1", "a.example", 2, Now));
        await Write(tx => Cleaned.Up(tx, Now.AddHours(6).AddMinutes(1), 100, TimeSpan.FromDays(30)));
        Assert.Empty(await Read(tx => SetupLinkStore.Openings(tx, ["sto_1"])));
        Assert.NotNull(await Read(tx => SetupLinkStore.Find(tx, A, "stl_1")));
        await Write(tx => Cleaned.Up(tx, Now.AddDays(35).AddMinutes(1), 100, TimeSpan.FromDays(30)));
        Assert.Null(await Read(tx => SetupLinkStore.Find(tx, A, "stl_1")));
        Assert.Empty(await Read(tx => SetupLinkStore.Domains(tx, "stl_1")));
    }
}

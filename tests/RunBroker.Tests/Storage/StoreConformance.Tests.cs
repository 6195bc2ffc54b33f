using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tests.Storage;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_test_is_opened_a_few_times_and_ended_once_by_the_sign_in_that_began_last()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_t")));
        var row = new ConnectionTestRow
        {
            Id = "tst_1",
            SecretHash = [1, 2],
            TenantId = A,
            ConnectionId = "con_t",
            Draft = 3,
            Actor = "token:x",
            ReturnTo = "/admin",
            State = ConnectionTestRow.Waiting,
            CreatedAt = Now,
            ExpiresAt = Now.AddHours(1),
        };
        await Write(tx => ConnectionTestStore.Insert(tx, row));
        Assert.Equivalent(row, await Read(tx => ConnectionTestStore.FindByUrl(tx, "tst_1")), strict: true);
        Assert.Null(await Read(tx => ConnectionTestStore.Find(tx, B, "con_t", "tst_1")));
        Assert.False(await Write(tx => ConnectionTestStore.Finish(tx, "tst_1", "sin_1", ConnectionTestRow.Failed, null, Now)));

        var first = row with { SignInId = "sin_1", BrowserHash = [7], Settings = [4] };
        Assert.True(await Write(tx => ConnectionTestStore.Open(tx, first, 2, Now)));
        Assert.True(await Write(tx => ConnectionTestStore.Open(tx, first with { SignInId = "sin_2", BrowserHash = [8] }, 2, Now)));
        Assert.False(await Write(tx => ConnectionTestStore.Open(tx, first, 2, Now)));
        Assert.False(await Write(tx => ConnectionTestStore.Open(tx, first, 9, Now.AddHours(1))));
        Assert.False(await Write(tx => ConnectionTestStore.Finish(tx, "tst_1", "sin_1", ConnectionTestRow.Failed, null, Now)));
        Assert.True(await Write(tx => ConnectionTestStore.Finish(tx, "tst_1", "sin_2", ConnectionTestRow.Succeeded, [9], Now)));
        Assert.False(await Write(tx => ConnectionTestStore.Finish(tx, "tst_1", "sin_2", ConnectionTestRow.Failed, null, Now)));
        Assert.False(await Write(tx => ConnectionTestStore.Open(tx, first, 9, Now)));

        var over = (await Read(tx => ConnectionTestStore.Find(tx, A, "con_t", "tst_1")))!;
        Assert.Equal((ConnectionTestRow.Succeeded, "sin_2", 2, Now), (over.State, over.SignInId, over.Opens, over.FinishedAt));
        Assert.Equal([4], over.Settings);
        Assert.Equal([8], over.BrowserHash);
        Assert.Equal([9], over.Report);
        await Write(tx => ConnectionTestStore.Insert(tx, row with { Id = "tst_2" }));
        Assert.Equal(["tst_2", "tst_1"], (await Read(tx => ConnectionTestStore.Of(tx, A, "con_t", null, 9))).Select(t => t.Id));
        Assert.Equal("tst_1", Assert.Single(await Read(tx => ConnectionTestStore.Of(tx, A, "con_t", "tst_2", 9))).Id);
        Assert.Empty(await Read(tx => ConnectionTestStore.Of(tx, B, "con_t", null, 9)));
    }

    [Fact]
    public async Task A_connection_has_one_draft_one_live_version_and_some_before()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_v")));
        var draft = new ConnectionVersionRow
        {
            ConnectionId = "con_v",
            Number = 1,
            TenantId = A,
            State = ConnectionVersionRow.Draft,
            Name = "N",
            Settings = "{}",
            ClientSecret = [1],
            SigningKey = [2],
            DecryptionKey = [3],
            Metadata = [4],
            Actor = "token:x",
            CreatedAt = Now,
        };
        Assert.Equal(1, await Write(tx => ConnectionVersionStore.NextNumber(tx, "con_v")));
        await Write(tx => ConnectionVersionStore.Insert(tx, draft));
        Assert.Equivalent(draft, await Read(tx => ConnectionVersionStore.Find(tx, A, "con_v", 1)), strict: true);
        Assert.Null(await Read(tx => ConnectionVersionStore.Find(tx, B, "con_v", 1)));
        await Assert.ThrowsAnyAsync<Exception>(() => Write(tx => ConnectionVersionStore.Insert(tx, draft with { Number = 2 })));
        Assert.True(await Write(tx => ConnectionVersionStore.Update(tx, draft with { State = ConnectionVersionRow.Live, LiveAt = Now })));
        Assert.False(await Write(tx => ConnectionVersionStore.Update(tx, draft with { Number = 7 })));
        Assert.Equal(1, (await Read(tx => ConnectionVersionStore.InState(tx, A, "con_v", ConnectionVersionRow.Live)))?.Number);
        foreach (var number in (long[])[2, 3, 4])
            await Write(tx => ConnectionVersionStore.Insert(tx, draft with { Number = number, State = ConnectionVersionRow.Previous, LiveAt = Now }));
        await Write(tx => ConnectionVersionStore.Insert(tx, draft with { Number = 5 }));
        await Write(tx => ConnectionVersionStore.Trim(tx, A, "con_v", 2));
        Assert.Equal([5L, 4, 3, 1], (await Read(tx => ConnectionVersionStore.Of(tx, A, "con_v"))).Select(v => v.Number));
        Assert.False(await Write(tx => ConnectionVersionStore.DeleteDraft(tx, B, "con_v")));
        Assert.True(await Write(tx => ConnectionVersionStore.DeleteDraft(tx, A, "con_v")));
        Assert.False(await Write(tx => ConnectionVersionStore.DeleteDraft(tx, A, "con_v")));
        await Write(tx => ConnectionVersionStore.DeleteAll(tx, A, "con_v"));
        Assert.Empty(await Read(tx => ConnectionVersionStore.Of(tx, A, "con_v")));
        // Whatever was deleted, its number is not given again.
        Assert.Equal(2, await Write(tx => ConnectionVersionStore.NextNumber(tx, "con_v")));
    }
}

using RunBroker.SignIns;

namespace RunBroker.Tests.Upstream;

/// <summary>Case files and transactions that run again (PostgreSQL conflicts).</summary>
public sealed class CaseFileTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("contract-6")]
    public async Task A_case_whose_first_transaction_was_rolled_back_is_written_by_the_next()
    {
        var file = CaseFile.Open(shared.Scene.Clock, null);
        file.About(shared.Scene.Tenant.Id);
        file.Passed("kept");
        var mark = file.Mark;
        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.Scene.Db.Write(
            async tx =>
            {
                file.Passed("taken back");
                await file.Succeed(tx);
                throw new InvalidOperationException("as a conflict does");
            },
            CancellationToken.None));

        file.BackTo(mark);
        await shared.Scene.Db.Write(file.Succeed, CancellationToken.None);

        var row = await shared.Scene.Case(file.Id);
        Assert.Equal(("succeeded", "kept"), (row!.State, Assert.Single(Stage.Steps(row)).Name));
    }
}

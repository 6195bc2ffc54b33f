using RunBroker.Admin;
using RunBroker.Storage;

namespace RunBroker.SetupLinks;

/// <summary>The holder's test sign-ins, of the link's connection.</summary>
internal sealed class HolderTests(Db db, HolderActs acts, ConnectionTest tests, TimeProvider time)
{
    /// <summary>The address at which the holder signs in once; back to the step that asks how it went.</summary>
    public async Task<AdminResult<string>> Begin(SetupCall call)
    {
        if (!call.Link.Intents.Contains(SetupIntents.Sso) || await acts.Connection(call) is not { } found)
            return Problem.NotFound;
        var begun = await tests.Start(call.Caller, call.Tenant, found.Resource.Id, call.At(SetupStep.Test), call.Stop);
        if (begun is not AdminResult<ConnectionTestResource>.Done { Value: { Url: { } url } test })
            return ((AdminResult<ConnectionTestResource>.Refused)begun).Why;
        await db.Write(tx => SetupLinkStore.BeginTest(tx, call.Tenant.Id, call.Link.Id, test.Id), call.Stop);
        return url;
    }

    /// <summary>How the last one went; null: none was made of what is saved now.</summary>
    public async Task<ConnectionTestResource?> Last(SetupCall call)
    {
        if (call.Link is not { TestId: { } id, ConnectionId: { } connection }
            || await tests.Get(call.Tenant.Id, connection, id, call.Language, call.Stop) is not AdminResult<ConnectionTestResource>.Done { Value: var test })
            return null;
        if (test is { State: "succeeded", Current: true } && call.Link.TestedAt is null)
            await db.Write(tx => SetupLinkStore.Tested(tx, call.Tenant.Id, call.Link.Id, time.GetUtcNow()), call.Stop);
        return test.State is "succeeded" or "failed" && !test.Current ? null : test;
    }
}

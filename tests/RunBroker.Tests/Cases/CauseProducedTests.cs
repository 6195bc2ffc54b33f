using System.Collections.Immutable;
using RunBroker.Cases;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Cases;

/// <summary>Every cause of the catalogue is brought about for real: a sign-in through the host, and the case file that it ends with.</summary>
public sealed class CauseProducedTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static readonly ImmutableArray<Producer> All =
        [.. RequestProducers.All, .. BrokerProducers.All, .. NetworkProducers.All, .. OidcProducers.All, .. OrderProducers.All, .. SamlProducers.All];

    public static TheoryData<string> ThroughTheHost => [.. All.Where(p => p.Make is not null).Select(p => p.ToString())];

    public static TheoryData<string> FromBelow => [.. All.Where(p => p.Make is null).Select(p => p.ToString())];

    [Theory, MemberData(nameof(ThroughTheHost)), Spec("contract-6")]
    public async Task A_sign_in_ends_with_this_cause(string name)
    {
        var producer = All.Single(p => p.ToString() == name);
        shared.Scene.Op.Mend();
        var file = await producer.Make!(shared.Scene);
        Assert.True(("failed", producer.Code) == (file.State, file.Error), $"{file.State} {file.Error} {file.Steps}");
        Assert.NotNull(CauseCatalogue.Of(file.Error!, producer.Protocol));
    }

    [Theory, MemberData(nameof(FromBelow)), Spec("contract-6")]
    public void Where_the_host_never_comes_so_far_the_code_is_produced_below_it(string name)
    {
        var producer = All.Single(p => p.ToString() == name);
        Assert.Equal(producer.Code, producer.Below!());
        Assert.True(producer.Why is { Length: > 30 }, "it has to be said why the host cannot");
    }

    [Fact, Spec("contract-6")]
    public void No_cause_is_without_a_producer()
    {
        var produced = All.Select(p => CauseCatalogue.Of(p.Code, p.Protocol)).ToHashSet();
        Assert.Empty(CauseCatalogue.All.Where(c => !produced.Contains(c)).Select(c => $"{c.Codes[0]} {c.Protocol}"));
        Assert.True(CauseCatalogue.All.Length >= 60, $"{CauseCatalogue.All.Length} causes");
        Assert.Equal(All.Length, All.Select(p => p.ToString()).Distinct().Count());
    }
}

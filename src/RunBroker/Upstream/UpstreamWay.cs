using System.Collections.Immutable;
using RunBroker.Pages;
using RunBroker.Protocol;
using RunBroker.Protocol.Oidc;
using RunBroker.SignIns;

namespace RunBroker.Upstream;

/// <summary>How the browser goes to an upstream.</summary>
internal abstract record UpstreamWay
{
    private UpstreamWay()
    {
    }

    public sealed record Redirect(string Url) : UpstreamWay;

    public sealed record Post(Uri Action, ImmutableArray<FormField> Fields) : UpstreamWay;

    public T Match<T>(Func<Redirect, T> redirect, Func<Post, T> post) => this switch
    {
        Redirect r => redirect(r),
        Post p => post(p),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>What a protocol made of a sign-in's start: the way, and what its answer will be judged by, as it is stored; or why not.</summary>
internal readonly record struct UpstreamStart(UpstreamWay? Way, string? Asked, UpstreamFault? Fault)
{
    public static UpstreamStart By(UpstreamWay way, string asked) => new(way, asked, null);

    public static UpstreamStart Failed(UpstreamFault fault) => new(null, null, fault);

    /// <summary>What the app said to us, as every request does, is no news; the rest that did not go on is (TG-12).</summary>
    public static void Note(CaseFile file, ImmutableArray<DroppedParameter> all)
    {
        var dropped = all.Where(d => !AuthorizeRules.IsOurs(d.Name)).Select(d => $"{d.Name} ({d.Why})").ToArray();
        if (dropped.Length > 0)
            file.Noted("forwarding", $"not forwarded: {string.Join(", ", dropped)}");
    }
}

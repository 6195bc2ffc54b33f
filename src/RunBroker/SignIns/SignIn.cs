using RunBroker.Protocol.Oidc;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.SignIns;

/// <summary>A sign-in between two steps: the app's accepted request, and what is known so far.</summary>
internal sealed record SignIn
{
    public required App App { get; init; }
    public required AuthorizeRequest Request { get; init; }
    public required CaseFile Case { get; init; }
    public Tenant? Tenant { get; init; }
    /// <summary>The connection that was chosen, by the app or by the person.</summary>
    public string? ConnectionId { get; init; }
    /// <summary>The user whom a checked id_token_hint names.</summary>
    public string? HintedUser { get; init; }
    /// <summary>Null until a page or an upstream is needed: a sign-in that is answered at once is never stored as under way.</summary>
    public PendingSignIn? Pending { get; init; }
    /// <summary>A dry run: it ends in a report (<see cref="TestSignIns.DryRun"/>), and never in a session.</summary>
    public string? TestId { get; init; }
    /// <summary>The answer goes out after a form of ours was posted, see OwnForm.LeadsTo.</summary>
    public bool AfterForm { get; init; }

    public TenantId? TenantId => Tenant?.Id;

    /// <summary>Tokens about somebody else than the app named must not be given, whoever signed in (OIDCC-3.1.2.2).</summary>
    public bool IsFor(string userId) =>
        (HintedUser is null || HintedUser == userId) && (Request.WantedSubjects.IsEmpty || Request.WantedSubjects.Contains(userId));
}

using System.Collections.Immutable;
using System.Xml;

namespace RunBroker.TestIdps;

/// <summary>
/// A SAML identity provider on its own Kestrel host: metadata, sign-in by both bindings, single logout both ways, sign-in started here,
/// and a login page with one button per person. It can be told to misbehave: every part of a response can be changed.
/// </summary>
public sealed class TestSamlIdp : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<(Func<ResponseDraft, ResponseDraft> Change, bool Once)> changes = [];
    private readonly HttpClient http;
    private LoopbackHost? host;

    private TestSamlIdp(TestSamlIdpOptions options)
    {
        Options = options;
        Keys = new(options.Key ?? TestSamlKey.OfRsa(options.Name));
        http = TestHttp.Client(options.Outgoing);
    }

    public TestSamlIdpOptions Options { get; }
    public int Port => Host.Port;
    public string Origin => $"http://{Options.HostName}:{Port}";
    public string MetadataUrl => Origin + "/metadata";
    public string EntityId => Options.EntityId ?? MetadataUrl;
    public string SsoUrl => Origin + "/sso";
    public string SloUrl => Origin + "/slo";
    /// <summary>Starts a sign-in without a request.</summary>
    public string StartUrl(string spEntityId, string? relayState = null) =>
        new Fields { ["sp"] = spEntityId, ["RelayState"] = relayState }.AddTo(Origin + "/start");
    /// <summary>Signs out here and at every SP, in the browser that goes there.</summary>
    public string LogoutUrl => Origin + "/logout";
    public string MetadataXml => SamlIdpMetadata.Document(this);

    public SamlIdpKeys Keys { get; }
    public IList<TestSamlSp> Sps { get; } = [];
    public IList<TestUser> Users { get; } = [];
    /// <summary>Login of the person who signs in at once, without a page; null shows the login page.</summary>
    public string? SignInAs { get; set; }

    public bool SignsAssertions { get; set; } = true;
    public bool SignsResponses { get; set; }
    public SignaturePlan? Signature { get; set; }
    /// <summary>Encrypts assertions to the SP's certificate: <c>c =&gt; new(c)</c>; null: in clear.</summary>
    public Func<ReadOnlyMemory<byte>, EncryptionPlan>? Encrypts { get; set; }
    /// <summary>SessionNotOnOrAfter, this long after the sign-in.</summary>
    public TimeSpan? SessionLength { get; set; }
    public bool IgnoresForceAuthn { get; set; }
    public bool IgnoresIsPassive { get; set; }
    public bool AcceptsUnsignedLogout { get; set; }
    /// <summary>What it answers to a LogoutRequest.</summary>
    public ImmutableArray<string> LogoutStatus { get; set; } = [SamlUris.Success];
    public Func<LogoutDraft, LogoutDraft> EditLogout { get; set; } = draft => draft;
    public Func<string?, string?> EditRelayState { get; set; } = state => state;

    public Action<XmlDocument>? EditMetadata { get; set; }
    public TimeSpan? MetadataValidFor { get; set; }
    /// <summary>An XML Schema duration, such as <c>PT1H</c>.</summary>
    public string? MetadataCacheDuration { get; set; }
    public TestSamlKey? MetadataSigner { get; set; }
    public SignaturePlan MetadataSignature { get; set; } = new();
    /// <summary>Answered in place of the metadata; null: all is well.</summary>
    public int? MetadataStatus { get; set; }

    /// <summary>Changes every response from now on, until <see cref="Mend"/>.</summary>
    public void Break(Func<ResponseDraft, ResponseDraft> change) => Add(change, once: false);
    /// <summary>Changes the next response only.</summary>
    public void BreakOnce(Func<ResponseDraft, ResponseDraft> change) => Add(change, once: true);

    public void Mend()
    {
        lock (gate) changes.Clear();
    }

    /// <summary>Everything received, in order, also what was refused.</summary>
    public ImmutableArray<RecordedRequest> Requests => Host.Requests;
    /// <summary>Requests whose path ends so: <c>RequestsTo("/metadata")</c>.</summary>
    public ImmutableArray<RecordedRequest> RequestsTo(string pathEnd) =>
        [.. Host.Requests.Where(r => r.Path.EndsWith(pathEnd, StringComparison.Ordinal))];

    /// <summary>Every SAML message that could be read, in order.</summary>
    public ImmutableArray<ReceivedSaml> Received => [.. Memory.Received];
    public ReceivedSaml LastAuthnRequest => Received.Last(r => r.Kind == "AuthnRequest");
    public ReceivedSaml LastLogoutRequest => Received.Last(r => r.Kind == "LogoutRequest");
    public ReceivedSaml LastLogoutResponse => Received.Last(r => r.Kind == "LogoutResponse");
    /// <summary>Every response as it was sent, in order.</summary>
    public ImmutableArray<ResponseDraft> Sent => [.. Memory.Sent];

    public bool IsSignedIn(string login) => Memory.Sessions.Values.Any(s => s.User.Login == login);
    public SamlIdpSession? SessionOf(string login) => Memory.Sessions.Values.FirstOrDefault(s => s.User.Login == login);

    /// <summary>A good response about a person, to be changed and posted by a test itself.</summary>
    public ResponseDraft Draft(TestSamlSp sp, TestUser? user, ReceivedSaml? request, SamlIdpSession? session)
    {
        var acs = AcsOf(sp, request);
        var draft = ResponseDraft.Good(new(EntityId, sp.EntityId, acs, request?.Id), Keys.Signing, Now);
        if (user is null) return draft with { Style = Options.Style };
        return (draft with
        {
            Style = Options.Style,
            NameId = SamlIdpPeople.NameId(this, user, sp, request?.NameIdFormat),
            Attributes = [.. SamlIdpPeople.Attributes(this, user)],
            AuthnInstant = session?.AuthnInstant ?? Now,
            SessionIndex = session?.Index ?? ResponseDraft.NewId(),
            SessionNotOnOrAfter = SessionLength is { } length ? (session?.AuthnInstant ?? Now) + length : null,
            AuthnContext = request?.AuthnContexts.FirstOrDefault() ?? SamlUris.PasswordTransport,
            Encryption = Encrypts is { } encrypts && sp.EncryptionCertificates is [var certificate, ..] ? encrypts(certificate.RawData)
                : null,
        }).Sign(SignsAssertions, SignsResponses, Signature);
    }

    public static async Task<TestSamlIdp> Start(TestSamlIdpOptions? options = null)
    {
        var idp = new TestSamlIdp(options ?? new());
        idp.host = await LoopbackHost.Start(idp.Options.Port, idp.Options.Clock, app => SamlIdpRoutes.Map(app, idp));
        return idp;
    }

    /// <summary>Goes down as an outage would: connections are refused. Nothing is forgotten.</summary>
    public Task Stop() => Host.Stop();
    public Task StartAgain() => Host.StartAgain();

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return Host.DisposeAsync();
    }

    internal SamlIdpMemory Memory { get; } = new();
    internal DateTimeOffset Now => Options.Clock.GetUtcNow();
    internal string SessionCookie => $"saml_{Port}_session";

    internal static string AcsOf(TestSamlSp sp, ReceivedSaml? request) => request?.AcsUrl ?? sp.AcsUrls[0];

    internal async Task<TestSamlSp?> Sp(string entityId)
    {
        if (Sps.FirstOrDefault(s => s.EntityId == entityId) is { } known) return known;
        if (!Options.AcceptAnySp || !Uri.TryCreate(entityId, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https")) return null;
        using var answer = await http.GetAsync(url);
        return answer.IsSuccessStatusCode ? TestSamlSp.FromMetadata(await answer.Content.ReadAsStringAsync()) : null;
    }

    internal ResponseDraft Edited(ResponseDraft draft)
    {
        lock (gate)
        {
            var result = changes.Aggregate(draft, (d, c) => c.Change(d));
            changes.RemoveAll(c => c.Once);
            return result;
        }
    }

    private LoopbackHost Host => host ?? throw new InvalidOperationException("The IdP was never started.");

    private void Add(Func<ResponseDraft, ResponseDraft> change, bool once)
    {
        lock (gate) changes.Add((change, once));
    }
}

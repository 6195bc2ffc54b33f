using Microsoft.AspNetCore.Http.Features;

namespace RunBroker;

/// <summary>The one place for lifetimes, sizes and counts of the broker; those of protocol messages are in ProtocolLimits.</summary>
internal static class Limits
{
    /// <summary>How long a person may take at the upstream's pages.</summary>
    public static readonly TimeSpan SignIn = TimeSpan.FromMinutes(30);
    /// <summary>From a checked SAML answer to the browser's next request, which it is told to make at once.</summary>
    public static readonly TimeSpan HandOver = TimeSpan.FromMinutes(2);
    /// <summary>Authorization code (security.md O-006).</summary>
    public static readonly TimeSpan Code = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan AccessToken = TimeSpan.FromHours(1);
    public static readonly TimeSpan IdToken = TimeSpan.FromMinutes(15);
    /// <summary>Security.md O-103.</summary>
    public static readonly TimeSpan LogoutToken = TimeSpan.FromMinutes(2);
    /// <summary>How long a browser may be led through a sign-out and look at its page again.</summary>
    public static readonly TimeSpan SignOut = TimeSpan.FromHours(1);
    /// <summary>Sign-outs at once in one browser; the oldest is dropped (security.md O-108).</summary>
    public const int SignOutsPerBrowser = 3;
    /// <summary>After this a browser that was sent to an upstream, or into an app's frame, is not waited for any more.</summary>
    public static readonly TimeSpan BrowserLeg = TimeSpan.FromMinutes(10);
    /// <summary>Apps' frames on one page (security.md S-116).</summary>
    public const int SignOutFrames = 30;
    /// <summary>Apps' first answers are looked for so often.</summary>
    public static readonly TimeSpan AppAnswerWait = TimeSpan.FromMilliseconds(50);
    /// <summary>Two seconds before the person's page is shown, five before a provider is answered.</summary>
    public const int AppAnswerWaitsOfPage = 40;
    public const int AppAnswerWaitsOfProvider = 100;
    /// <summary>What a provider needs to be found by, before a sign-out goes on without it.</summary>
    public static readonly TimeSpan UpstreamSignOutPrepare = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan RefreshToken = TimeSpan.FromDays(30);
    public static readonly TimeSpan ManagementAccessToken = TimeSpan.FromMinutes(15);
    /// <summary>The longest that an app may be given.</summary>
    public static readonly TimeSpan AccessTokenMax = TimeSpan.FromDays(1);
    public static readonly TimeSpan RefreshTokenMax = TimeSpan.FromDays(365);
    /// <summary>Clocks of upstreams may be wrong by this much.</summary>
    public static readonly TimeSpan UpstreamSkew = TimeSpan.FromSeconds(60);
    /// <summary>The stored time of activity may lag by this share of the idle limit (contract section 4).</summary>
    public const double ActivityLag = 0.01;
    /// <summary>Sign-ins under way in one browser; the oldest is dropped (security.md O-108).</summary>
    public const int SignInCookies = 10;
    /// <summary>Tenants at once in one browser's SSO cookie.</summary>
    public const int SessionsPerBrowser = 8;
    /// <summary>Of one person on their own page; those used last. Whoever has more can end all of them there.</summary>
    public const int SessionsOnPage = 20;
    public static readonly TimeSpan HintCookie = TimeSpan.FromDays(365);
    /// <summary>For each address and kind of endpoint, on each node (security.md O-126).</summary>
    public const int RequestsPerMinute = 1200;
    /// <summary>Of `authorize` on each node: well over a thousand at once are served, and nobody waits for more than a few seconds.</summary>
    public const int SignInsAtOnce = 1280;
    /// <summary>Before readiness; whoever comes earlier ends it.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);
    public const int TagsPerUser = 30;
    public const int CallbackHostsPerTenant = 20;
    public const int PageDefault = 50;
    public const int PageMax = 200;
    /// <summary>Form bodies (security.md O-125).</summary>
    public const int FormBytes = 64 * 1024;
    /// <summary>A form with a SAML message of 256 KB in it (S-001): base64, and escaped.</summary>
    public const int SamlFormBytes = 1024 * 1024;
    public const int JsonBytes = 256 * 1024;
    public const int FormKeys = 100;
    public const int FormKeyLength = 2048;
    public const int HeaderBytes = 32 * 1024;

    public static FormOptions Form(int bytes) => new()
    {
        KeyLengthLimit = FormKeyLength,
        ValueCountLimit = FormKeys,
        ValueLengthLimit = bytes,
        BufferBodyLengthLimit = bytes,
    };

    /// <summary>A form of the admin pages: many rules and mappings, one file.</summary>
    public static FormOptions AdminForm(int bytes) => new()
    {
        KeyLengthLimit = FormKeyLength,
        ValueCountLimit = 1000,
        ValueLengthLimit = bytes,
        BufferBodyLengthLimit = bytes + FormBytes,
        MultipartBodyLengthLimit = bytes,
        MemoryBufferThreshold = bytes + FormBytes,
    };

    /// <summary>JWKS of an upstream (security.md O-089).</summary>
    public static readonly TimeSpan JwksFresh = TimeSpan.FromHours(1);
    public static readonly TimeSpan JwksMax = TimeSpan.FromHours(24);
    public static readonly TimeSpan JwksRefetchPause = TimeSpan.FromSeconds(60);
    /// <summary>After a set that could not be read: one hiccup of a provider is not a minute without sign-ins.</summary>
    public static readonly TimeSpan JwksRetryPause = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan DiscoveryFresh = TimeSpan.FromHours(1);
    /// <summary>How long apps may cache our keys; by schedule a new key is published far longer before it signs (security.md O-070).</summary>
    public static readonly TimeSpan JwksCache = TimeSpan.FromHours(1);
    /// <summary>Our SAML metadata where it is signed, from the day it is given out; a next key is in it long before it is used.</summary>
    public static readonly TimeSpan SpMetadataValid = TimeSpan.FromDays(14);
    public static readonly TimeSpan SpMetadataCache = TimeSpan.FromDays(1);
    /// <summary>How soon a node sees keys that another node made, when it did not hear of them.</summary>
    public static readonly TimeSpan KeysReload = TimeSpan.FromSeconds(30);
    /// <summary>A key that signs tokens, from its first to its last: nobody has to do anything for the next, so it is not long (security.md P-006).</summary>
    public static readonly TimeSpan SigningKeyLife = TimeSpan.FromDays(90);
    /// <summary>The next one is published so long before: far beyond <see cref="JwksCache"/>, for apps that were given our keys by hand or keep them longer.</summary>
    public static readonly TimeSpan SigningKeyAhead = TimeSpan.FromDays(14);
    /// <summary>
    /// The one before verifies for so long after its last signature: an access token lives for a day at most, and an ID token comes back as a hint
    /// as long as its session lives, seven days. Where sessions may live longer than thirteen days, a day more than they.
    /// </summary>
    public static readonly TimeSpan SigningKeyGrace = TimeSpan.FromDays(14);
    /// <summary>Where there may be several nodes a new key signs no earlier: each has read it by then, even where a few readings failed.</summary>
    public static readonly TimeSpan SigningKeySpread = 4 * KeysReload;
    /// <summary>Every app fetches the whole set; and nobody rolls so often within two weeks on purpose.</summary>
    public const int SigningKeysOfOneAlgorithm = 20;
    public static readonly TimeSpan SetupLink = TimeSpan.FromHours(24);
    /// <summary>A tenant's setup link, at most and when nothing is said (AU-38).</summary>
    public static readonly TimeSpan TenantSetup = TimeSpan.FromDays(5);
    /// <summary>From its opening in a browser: so long to finish there, and never beyond the link's own end (AU-38).</summary>
    public static readonly TimeSpan TenantSetupOpen = TimeSpan.FromHours(5);
    public const int TenantSetupOpens = 10;
    /// <summary>That one link may add.</summary>
    public const int TenantSetupDomains = 10;
    /// <summary>As much as a page shows of a text.</summary>
    public const int TenantSetupNote = 600;
    /// <summary>The admin pages in one browser, at most and without a click.</summary>
    public static readonly TimeSpan AdminSession = TimeSpan.FromHours(10);
    public static readonly TimeSpan AdminIdle = TimeSpan.FromHours(2);
    /// <summary>The stored time of an admin's last click may lag by so much.</summary>
    public static readonly TimeSpan AdminSeenLag = TimeSpan.FromMinutes(1);
    /// <summary>How old the sign-in of somebody who comes to the admin pages may be.</summary>
    public static readonly TimeSpan AdminSignInAge = TimeSpan.FromHours(8);
    public static readonly TimeSpan AdminSignIn = TimeSpan.FromMinutes(30);
    /// <summary>As long as its archive keeps a connection's URLs (contract section 6).</summary>
    public static readonly TimeSpan Archive = TimeSpan.FromDays(30);
    /// <summary>A link to a test sign-in, and its result in the browser that opened it.</summary>
    public static readonly TimeSpan TestLink = TimeSpan.FromHours(1);
    /// <summary>Each opening asks the provider and writes a case.</summary>
    public const int TestLinkOpens = 20;
    public static readonly TimeSpan OldClientSecret = TimeSpan.FromDays(7);
    /// <summary>Above the ten seconds that an attempt may take; a node that dies delays its messages by so much.</summary>
    public static readonly TimeSpan OutboxLease = TimeSpan.FromSeconds(20);
    /// <summary>
    /// Attempts at once on each node; each is one socket and at most ten seconds. A lane alone gets a third of them, so that twenty apps of a
    /// session, all at one host, are told side by side.
    /// </summary>
    public const int OutboxPlaces = 64;
    /// <summary>More sessions than that end first, and their apps are told of it in batches of so many, so that no other write waits long.</summary>
    public const int SessionsToldAtOnce = 200;
    /// <summary>Our keys towards a SAML provider: from the switch to the next one. Providers that read no metadata need hands for each.</summary>
    public static readonly TimeSpan SamlKeyLife = TimeSpan.FromDays(730);
    /// <summary>The next key is published so long before it is used.</summary>
    public static readonly TimeSpan SamlKeyAhead = TimeSpan.FromDays(60);
    /// <summary>The key before still decrypts, and is still published as a signing key, for so long after the switch.</summary>
    public static readonly TimeSpan SamlKeyGrace = TimeSpan.FromDays(60);
    /// <summary>Each message that is encrypted to us may cost an attempt with each, and nobody has to sign in to send one (S-086).</summary>
    public const int SamlKeysOfOneUse = 5;
    /// <summary>Metadata is looked at again for an unknown key at most so often, on all nodes together (security.md S-036).</summary>
    public static readonly TimeSpan MetadataAskPause = TimeSpan.FromSeconds(60);
    /// <summary>How long a node waits for what another one is fetching, and how often it looks.</summary>
    public static readonly TimeSpan MetadataAskFlight = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan MetadataWait = TimeSpan.FromMilliseconds(200);
    public const int MetadataWaits = 25;
    /// <summary>A worker's lease of metadata to fetch: longer than any fetch takes.</summary>
    public static readonly TimeSpan MetadataLease = TimeSpan.FromMinutes(2);
    /// <summary>Between two fetches that nobody waits for with a sign-in: what comes costs milliseconds to read and to write.</summary>
    public static readonly TimeSpan MetadataApart = TimeSpan.FromMilliseconds(30);
    /// <summary>The longest that one waits for that: an admin's, behind a script's.</summary>
    public static readonly TimeSpan MetadataTurn = TimeSpan.FromSeconds(1);
    /// <summary>The longest time ahead that SHA-1 may be allowed (security.md S-027).</summary>
    public static readonly TimeSpan Sha1Longest = TimeSpan.FromDays(366);
    /// <summary>Bodies that may hold metadata: a megabyte, of which base64 takes a third.</summary>
    public const int ConnectionJsonBytes = 1024 * 1024;
    /// <summary>A message that is pasted to be checked; as much as the endpoint takes.</summary>
    public const int CheckBytes = SamlFormBytes;
    /// <summary>A browser's recording.</summary>
    public const int CheckArchiveBytes = 10 * 1024 * 1024;
    /// <summary>With what JSON makes of its quotes.</summary>
    public const int CheckJsonBytes = 2 * CheckArchiveBytes;
    /// <summary>Messages of one recording that are checked.</summary>
    public const int CheckArchiveMessages = 40;
    /// <summary>Messages of one connection and minute that are checked on a node: it must not be a cheap way to ask our keys (S-085).</summary>
    public const int ChecksPerMinute = 60;
    /// <summary>Sign-ins that a changed mapping is tried on.</summary>
    public const int PreviewSignIns = 500;
    /// <summary>Connections whose keys and metadata a node holds ready; some ten kilobytes each.</summary>
    public const int SamlConnectionsCached = 4000;
}

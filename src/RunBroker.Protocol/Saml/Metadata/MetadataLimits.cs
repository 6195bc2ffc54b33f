namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>Sizes and times of metadata, besides <see cref="SamlLimits.MetadataBytes"/>.</summary>
public static class MetadataLimits
{
    /// <summary>SAMLCore-8.3.6.</summary>
    public const int EntityId = 1024;
    public const int Url = 2048;
    /// <summary>Signing certificates of one provider that are looked at: every message may be tried with each (S-010, S-036).</summary>
    public const int Certificates = 50;
    /// <summary>Of a certificate, in base64 with blanks.</summary>
    public const int CertificateText = 64 * 1024;
    /// <summary>Of a kind that are looked at.</summary>
    public const int Endpoints = 20;
    public const int Roles = 10;
    public const int NameIdFormats = 20;
    /// <summary>Entity IDs that a problem lists.</summary>
    public const int Listed = 10;
    /// <summary>Characters of a provider's text in a problem.</summary>
    public const int Shown = 300;

    /// <summary>What is longer is cut to this; when to fetch has tighter bounds, see <see cref="MetadataSchedule"/>.</summary>
    public static readonly TimeSpan CacheDuration = TimeSpan.FromDays(365);
    /// <summary>Fetched at most this often, whatever the document says (S-123).</summary>
    public static readonly TimeSpan ShortestRefresh = TimeSpan.FromHours(1);
    /// <summary>Fetched at least this often, and when the document says nothing (S-123).</summary>
    public static readonly TimeSpan LongestRefresh = TimeSpan.FromHours(24);
    /// <summary>After the first failure; doubled by each further one, up to <see cref="ShortestRefresh"/>.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(5);
    /// <summary>Between two fetches because of an unknown key: anyone can send a message with one.</summary>
    public static readonly TimeSpan UnknownKeyPause = TimeSpan.FromMinutes(1);
}

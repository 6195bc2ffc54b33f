using System.Collections.Immutable;

namespace RunBroker.Webhooks;

/// <summary>The events a webhook can ask for (contract section 6). Names are fixed.</summary>
public static class WebhookEvents
{
    public const string UserCreated = "user.created";
    public const string UserUpdated = "user.updated";
    public const string UserRoleChanged = "user.role_changed";
    public const string UserDeactivated = "user.deactivated";
    public const string SessionCreated = "session.created";
    public const string SessionEnded = "session.ended";
    public const string ConnectionCreated = "connection.created";
    public const string ConnectionUpdated = "connection.updated";
    public const string ConnectionEnabled = "connection.enabled";
    public const string ConnectionDisabled = "connection.disabled";
    public const string ConnectionDeleted = "connection.deleted";
    public const string ConnectionCertificateExpiring = "connection.certificate_expiring";
    public const string ConnectionMetadataPending = "connection.metadata_pending";
    public const string ConnectionMetadataFailing = "connection.metadata_failing";
    public const string SignInFailed = "sign_in.failed";
    public const string LogoutDeliveryFailed = "logout.delivery_failed";
    public const string SetupLinkHandedOver = "setup_link.handed_over";

    public static ImmutableArray<string> All { get; } =
    [
        UserCreated, UserUpdated, UserRoleChanged, UserDeactivated, SessionCreated, SessionEnded,
        ConnectionCreated, ConnectionUpdated, ConnectionEnabled, ConnectionDisabled, ConnectionDeleted, ConnectionCertificateExpiring,
        ConnectionMetadataPending, ConnectionMetadataFailing, SignInFailed, LogoutDeliveryFailed,
        SetupLinkHandedOver,
    ];
}

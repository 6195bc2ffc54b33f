namespace RunBroker.Interop.Tests.Harness;

/// <summary>A SAML identity provider of somebody else's making.</summary>
public interface ISamlProvider : IAsyncDisposable
{
    Uri Address { get; }

    string EntityId { get; }

    Uri Metadata { get; }

    string Log { get; }

    /// <summary>Makes a service provider known by its metadata, as an admin would by its address.</summary>
    Task Trust(Uri metadata);

    /// <summary>Where a person begins at the provider itself, so without a request of ours.</summary>
    Uri SignInTo(string serviceProvider);
}

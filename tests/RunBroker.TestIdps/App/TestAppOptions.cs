namespace RunBroker.TestIdps;

public sealed record TestAppOptions
{
    public string ClientId { get; init; } = "test-app";
    public string? ClientSecret { get; init; } = "test-app-secret-test-app-secret-42";
    /// <summary>client_secret_basic, client_secret_post, private_key_jwt, none.</summary>
    public string AuthMethod { get; init; } = "client_secret_basic";
    public string Scope { get; init; } = "openid profile email";
    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }
    public string HostName { get; init; } = "127.0.0.1";
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    /// <summary>Of requests to the provider; null: real sockets.</summary>
    public HttpMessageHandler? Handler { get; init; }
}

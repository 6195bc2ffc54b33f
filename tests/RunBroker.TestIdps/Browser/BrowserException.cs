namespace RunBroker.TestIdps;

/// <summary>What a person could not have done: no such link or button, an endless redirect, a step the page's own policy blocks.</summary>
public sealed class BrowserException : Exception
{
    public BrowserException() { }
    public BrowserException(string message) : base(message) { }
    public BrowserException(string message, Exception inner) : base(message, inner) { }
}

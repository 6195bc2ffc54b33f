using System.Globalization;
using System.Text;
using System.Xml;

namespace RunBroker.TestIdps;

/// <summary>A draft to octets: built, edited, signed, encrypted, signed again, edited again.</summary>
internal static class ResponseWriter
{
    public static byte[] Write(ResponseDraft draft)
    {
        var document = TestXml.Parse(Build(draft));
        draft.BeforeSigning?.Invoke(document);
        var root = TestXml.Root(document);
        if (root.ChildNodes.OfType<XmlElement>().FirstOrDefault(e => e.LocalName == "Assertion") is { } assertion)
        {
            if (draft.AssertionSignature is { } plan) TestXmlSigner.Sign(assertion, draft.Key, draft.Style.Of(plan));
            draft.AfterAssertionSigned?.Invoke(document);
            if (draft.Encryption is { } encryption) TestXmlEncryption.Replace(assertion, "EncryptedAssertion", encryption);
        }
        if (draft.ResponseSignature is { } whole) TestXmlSigner.Sign(root, draft.Key, draft.Style.Of(whole));
        draft.AfterSigning?.Invoke(document);
        var text = (draft.Style.Declaration ? """<?xml version="1.0" encoding="UTF-8"?>""" : "") + document.OuterXml;
        return Encoding.UTF8.GetBytes(draft.EditText is { } edit ? edit(text) : text);
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Build(ResponseDraft draft)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text,
            new()
            {
                OmitXmlDeclaration = true,
                Indent = draft.Style.Indented,
                NewLineChars = "\n",
                NewLineHandling = NewLineHandling.Entitize
            }))
            new Shape(xml, draft.Style).Response(draft);
        return text.ToString();
    }

    /// <summary>The elements in the order of the schema.</summary>
    private sealed class Shape(XmlWriter xml, SamlStyle style)
    {
        public void Response(ResponseDraft d)
        {
            Protocol("Response");
            Message(d.ResponseId, d.ResponseVersion, d.ResponseIssuedAt);
            Attribute("Destination", d.Destination);
            Attribute("InResponseTo", d.InResponseTo);
            Issuer(d.ResponseIssuer, d.ResponseIssuerFormat);
            Status(d);
            if (d.HasAssertion) Assertion(d);
            xml.WriteEndElement();
        }

        private void Status(ResponseDraft d)
        {
            if (d.Status.IsEmpty) return;
            Protocol("Status");
            foreach (var code in d.Status)
            {
                Protocol("StatusCode");
                Attribute("Value", code);
            }
            foreach (var _ in d.Status) xml.WriteEndElement();
            if (d.StatusMessage is { } message)
            {
                Protocol("StatusMessage");
                xml.WriteString(message);
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }

        private void Assertion(ResponseDraft d)
        {
            Saml("Assertion");
            if (style.Types)
            {
                xml.WriteAttributeString("xmlns", "xs", null, SamlUris.Xs);
                xml.WriteAttributeString("xmlns", "xsi", null, SamlUris.Xsi);
            }
            Message(d.AssertionId, d.AssertionVersion, d.AssertionIssuedAt);
            Issuer(d.AssertionIssuer, d.AssertionIssuerFormat);
            Subject(d);
            if (d.HasConditions) Conditions(d);
            if (d.HasAuthnStatement) Authn(d);
            if (!d.Attributes.IsEmpty) Attributes(d);
            xml.WriteEndElement();
        }

        private void Subject(ResponseDraft d)
        {
            Saml("Subject");
            if (d.NameId is { } name)
            {
                Saml("NameID");
                Attribute("NameQualifier", name.NameQualifier);
                Attribute("SPNameQualifier", name.SpNameQualifier);
                Attribute("Format", name.Format);
                Attribute("SPProvidedID", name.SpProvidedId);
                xml.WriteString(name.Value);
                xml.WriteEndElement();
            }
            if (d.ConfirmationMethod is { } method)
            {
                Saml("SubjectConfirmation");
                Attribute("Method", method);
                Saml("SubjectConfirmationData");
                Attribute("NotBefore", d.ConfirmationNotBefore);
                Attribute("NotOnOrAfter", d.ConfirmationNotOnOrAfter);
                Attribute("Recipient", d.Recipient);
                Attribute("InResponseTo", d.ConfirmationInResponseTo);
                xml.WriteEndElement();
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }

        private void Conditions(ResponseDraft d)
        {
            Saml("Conditions");
            Attribute("NotBefore", d.NotBefore);
            Attribute("NotOnOrAfter", d.NotOnOrAfter);
            if (!d.Audiences.IsEmpty)
            {
                Saml("AudienceRestriction");
                foreach (var audience in d.Audiences) Value("Audience", audience);
                xml.WriteEndElement();
            }
            if (d.OneTimeUse)
            {
                Saml("OneTimeUse");
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }

        private void Authn(ResponseDraft d)
        {
            Saml("AuthnStatement");
            Attribute("AuthnInstant", d.AuthnInstant);
            Attribute("SessionIndex", d.SessionIndex);
            Attribute("SessionNotOnOrAfter", d.SessionNotOnOrAfter);
            if (d.AuthnContext is { } context)
            {
                Saml("AuthnContext");
                Value("AuthnContextClassRef", context);
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }

        private void Attributes(ResponseDraft d)
        {
            Saml("AttributeStatement");
            foreach (var attribute in d.Attributes)
            {
                Saml("Attribute");
                Attribute("Name", attribute.Name);
                Attribute("NameFormat", (attribute.NameFormat ?? style.NameFormat) is { Length: > 0 } format ? format : null);
                Attribute("FriendlyName", attribute.FriendlyName);
                foreach (var value in attribute.Values)
                {
                    Saml("AttributeValue");
                    if (style.Types) xml.WriteAttributeString("xsi", "type", SamlUris.Xsi, "xs:string");
                    xml.WriteString(value);
                    xml.WriteEndElement();
                }
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }

        private void Message(string? id, string? version, DateTimeOffset? issuedAt)
        {
            Attribute("ID", id);
            Attribute("Version", version);
            Attribute("IssueInstant", issuedAt);
        }

        private void Issuer(string? issuer, string? format)
        {
            if (issuer is null) return;
            Saml("Issuer");
            Attribute("Format", format);
            xml.WriteString(issuer);
            xml.WriteEndElement();
        }

        private void Value(string name, string value)
        {
            Saml(name);
            xml.WriteString(value);
            xml.WriteEndElement();
        }

        private void Protocol(string name) => xml.WriteStartElement(style.Protocol, name, SamlUris.Protocol);
        private void Saml(string name) => xml.WriteStartElement(style.Assertion, name, SamlUris.Assertion);
        private void Attribute(string name, DateTimeOffset? at) => Attribute(name, at is { } time ? Time(time) : null);

        private void Attribute(string name, string? value)
        {
            if (value is not null) xml.WriteAttributeString(name, value);
        }
    }
}

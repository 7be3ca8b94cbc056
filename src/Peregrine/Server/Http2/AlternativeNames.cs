using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Peregrine.Server;

/// <summary>The names that a certificate is good for beside its subject (RFC 5280 §4.2.1.6), in their order: those that identify a caller.</summary>
internal static class AlternativeNames
{
    private const string Extension = "2.5.29.17";
    private const int Email = 1;
    private const int Dns = 2;
    private const int Uri = 6; // SPIFFE's names, too
    private const int Address = 7;

    /// <summary>Reads them; null where they cannot be read.</summary>
    public static IReadOnlyList<string>? Of(X509Certificate2 certificate)
    {
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension.Oid?.Value == Extension)
                return Read(extension.RawData);
        }
        return [];
    }

    private static List<string>? Read(byte[] encoded)
    {
        var names = new List<string>();
        try
        {
            AsnReader sequence = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
            while (sequence.HasData)
            {
                Asn1Tag tag = sequence.PeekTag();
                if (tag is { TagClass: TagClass.ContextSpecific, TagValue: Email or Dns or Uri })
                    names.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                else if (tag is { TagClass: TagClass.ContextSpecific, TagValue: Address } && sequence.ReadOctetString(tag) is { Length: 4 or 16 } address)
                    names.Add(new IPAddress(address).ToString());
                else if (tag is not { TagClass: TagClass.ContextSpecific, TagValue: Address })
                    sequence.ReadEncodedValue();
            }
        }
        catch (AsnContentException)
        {
            // Half of a caller's names are not its names.
            return null;
        }
        return names;
    }
}

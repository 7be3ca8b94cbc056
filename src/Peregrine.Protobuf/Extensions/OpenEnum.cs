namespace Peregrine.Protobuf.Extensions;

/// <summary>Any enum whose values are known by number only.</summary>
internal enum OpenEnum
{
    Zero = 0,
}

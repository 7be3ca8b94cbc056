using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Repo.Tests.Metadata;

/// <summary>Which types of its own assembly a type uses: in its bases, signatures, locals and instructions.</summary>
internal sealed class TypeUses
{
    private static readonly Dictionary<short, OperandType> s_operands = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value, code => code.OperandType);

    private readonly ProductAssembly _assembly;
    private readonly MetadataReader _reader;
    private readonly SignatureTypes _signatures;
    private readonly HashSet<TypeDefinitionHandle> _found = [];

    private TypeUses(ProductAssembly assembly)
    {
        _assembly = assembly;
        _reader = assembly.Reader;
        _signatures = new SignatureTypes(_found);
    }

    /// <summary>The types that the given one uses, nested ones as they are.</summary>
    public static IReadOnlySet<TypeDefinitionHandle> Of(ProductAssembly assembly, TypeDefinition type)
    {
        var uses = new TypeUses(assembly);
        uses.VisitType(type);
        return uses._found;
    }

    private void VisitType(TypeDefinition type)
    {
        VisitToken(type.BaseType);
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations())
            VisitToken(_reader.GetInterfaceImplementation(handle).Interface);
        foreach (FieldDefinitionHandle handle in type.GetFields())
            _reader.GetFieldDefinition(handle).DecodeSignature(_signatures, null);
        foreach (MethodDefinitionHandle handle in type.GetMethods())
            VisitMethod(_reader.GetMethodDefinition(handle));
    }

    private void VisitMethod(MethodDefinition method)
    {
        method.DecodeSignature(_signatures, null);
        if (method.RelativeVirtualAddress == 0)
            return;
        BlobReader il = _assembly.Body(method);
        while (il.RemainingBytes > 0)
        {
            short code = il.ReadByte();
            if (code == 0xFE)
                code = unchecked((short)(0xFE00 | il.ReadByte()));
            VisitOperand(s_operands[code], ref il);
        }
    }

    private void VisitOperand(OperandType operand, ref BlobReader il)
    {
        switch (operand)
        {
            case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                VisitToken(MetadataTokens.EntityHandle(il.ReadInt32()));
                break;
            case OperandType.InlineSwitch:
                int targets = il.ReadInt32();
                il.Offset += 4 * targets;
                break;
            case OperandType.InlineNone:
                break;
            case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                il.Offset += 1;
                break;
            case OperandType.InlineVar:
                il.Offset += 2;
                break;
            case OperandType.InlineI8 or OperandType.InlineR:
                il.Offset += 8;
                break;
            default:
                il.Offset += 4;
                break;
        }
    }

    private void VisitToken(EntityHandle handle)
    {
        if (handle.IsNil)
            return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _found.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_signatures, null);
                break;
            case HandleKind.MethodDefinition:
                _found.Add(_reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                _found.Add(_reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                VisitToken(_reader.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification specification = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                specification.DecodeSignature(_signatures, null);
                VisitToken(specification.Method);
                break;
        }
    }

    /// <summary>Collects the type definitions that occur in signatures.</summary>
    private sealed class SignatureTypes(HashSet<TypeDefinitionHandle> found) : ISignatureTypeProvider<bool, object?>
    {
        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => found.Add(handle);

        public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => false;

        public bool GetArrayType(bool elementType, ArrayShape shape) => false;

        public bool GetByReferenceType(bool elementType) => false;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => false;

        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => false;

        public bool GetGenericMethodParameter(object? genericContext, int index) => false;

        public bool GetGenericTypeParameter(object? genericContext, int index) => false;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => false;

        public bool GetPinnedType(bool elementType) => false;

        public bool GetPointerType(bool elementType) => false;

        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;

        public bool GetSZArrayType(bool elementType) => false;
    }
}

import LDAP

extension LDAP.Schema {
    /// What OpenLDAP's core, cosine, inetorgperson, nis and ppolicy schemas say of the attributes of the tests.
    static let sample = LDAP.Schema(
        attributeTypes: Self.typeDefinitions.compactMap { try? AttributeType(parsing: $0) },
        objectClasses: Self.classDefinitions.compactMap { try? ObjectClass(parsing: $0) }
    )

    private static let text =
        "EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15"
    private static let name = "EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12"
    private static let time = "EQUALITY generalizedTimeMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE"
    private static let flag = "EQUALITY booleanMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE"
    private static let server = "NO-USER-MODIFICATION USAGE directoryOperation"

    private static let typeDefinitions = [
        "( 2.5.4.0 NAME 'objectClass' EQUALITY objectIdentifierMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )",
        "( 2.5.4.3 NAME ( 'cn' 'commonName' ) \(text) )",
        "( 2.5.4.4 NAME ( 'sn' 'surname' ) \(text) )",
        "( 2.5.4.10 NAME ( 'o' 'organizationName' ) \(text) )",
        "( 2.5.4.12 NAME 'title' \(text) )",
        "( 2.5.4.13 NAME 'description' \(text) )",
        "( 2.5.4.20 NAME 'telephoneNumber' EQUALITY telephoneNumberMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.50 )",
        "( 2.5.4.31 NAME 'member' \(name) )",
        "( 2.5.4.35 NAME 'userPassword' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )",
        "( 2.5.4.42 NAME ( 'givenName' 'gn' ) \(text) )",
        "( 0.9.2342.19200300.100.1.1 NAME ( 'uid' 'userid' ) \(text) )",
        "( 0.9.2342.19200300.100.1.3 NAME 'mail' EQUALITY caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
        "( 0.9.2342.19200300.100.1.10 NAME 'manager' \(name) )",
        "( 0.9.2342.19200300.100.1.60 NAME 'jpegPhoto' SYNTAX 1.3.6.1.4.1.1466.115.121.1.28 )",
        "( 1.3.6.1.4.1.250.1.57 NAME 'labeledURI' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
        "( 2.16.840.1.113730.3.1.2 NAME 'departmentNumber' \(text) )",
        "( 2.16.840.1.113730.3.1.4 NAME 'employeeType' \(text) )",
        "( 2.16.840.1.113730.3.1.39 NAME 'preferredLanguage' \(text) SINGLE-VALUE )",
        "( 1.3.6.1.1.1.1.0 NAME 'uidNumber' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
        "( 1.3.6.1.1.1.1.3 NAME 'homeDirectory' EQUALITY caseExactIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE )",
        "( 1.3.6.1.1.1.1.4 NAME 'loginShell' EQUALITY caseExactIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE )",
        "( 1.3.6.1.1.1.1.10 NAME 'shadowExpire' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
        "( 1.2.840.113556.1.4.159 NAME 'accountExpires' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX 1.2.840.113556.1.4.906 SINGLE-VALUE USAGE directoryOperation )",
        "( 1.3.6.1.4.1.42.2.27.8.1.27 NAME 'pwdEndTime' \(time) ORDERING generalizedTimeOrderingMatch USAGE directoryOperation )",
        "( 2.16.840.1.113730.3.1.610 NAME 'nsAccountLock' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 USAGE directoryOperation )",
        "( 1.2.840.113556.1.4.1853 NAME 'msDS-UserAccountDisabled' \(flag) )",
        "( 2.16.840.1.113719.1.1.4.1.42 NAME 'loginDisabled' \(flag) )",
        "( 1.3.6.1.4.1.26027.1.1.166 NAME 'ds-pwp-account-disabled' \(flag) USAGE directoryOperation )",
        "( 1.3.18.0.2.4.3175 NAME 'ibm-pwdAccountLocked' \(flag) USAGE directoryOperation )",
        "( 2.16.840.1.113894.1.1.340 NAME 'orclIsEnabled' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )",
        "( 1.3.6.1.4.1.42.2.27.8.1.17 NAME 'pwdAccountLockedTime' \(time) USAGE directoryOperation )",
        "( 1.3.6.1.1.16.4 NAME 'entryUUID' EQUALITY UUIDMatch SYNTAX 1.3.6.1.1.16.1 SINGLE-VALUE \(server) )",
        "( 1.3.6.1.4.1.4203.666.1.7 NAME 'entryCSN' EQUALITY CSNMatch SYNTAX 1.3.6.1.4.1.4203.666.11.2.1{64} SINGLE-VALUE \(server) )",
        "( 2.5.18.1 NAME 'createTimestamp' \(time) \(server) )",
        "( 2.5.18.2 NAME 'modifyTimestamp' \(time) \(server) )",
    ]

    private static let classDefinitions = [
        "( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )",
        "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY ( userPassword $ telephoneNumber $ description ) )",
        "( 2.16.840.1.113730.3.2.2 NAME 'inetOrgPerson' SUP person STRUCTURAL MAY ( uid $ mail $ givenName $ title $ o ) )",
        "( 2.5.6.9 NAME 'groupOfNames' SUP top STRUCTURAL MUST ( member $ cn ) )",
        "( 1.3.6.1.1.1.2.0 NAME 'posixAccount' SUP top AUXILIARY MUST ( uid $ uidNumber ) MAY loginShell )",
        "( 1.3.6.1.4.1.99999.6 NAME 'homed' SUP top AUXILIARY MUST ( uidNumber $ homeDirectory ) MAY loginShell )",
        "( 1.3.6.1.1.1.2.1 NAME 'shadowAccount' SUP top AUXILIARY MUST uid MAY shadowExpire )",
        "( 1.3.6.1.4.1.99999.2 NAME 'locks' SUP top AUXILIARY MAY ( msDS-UserAccountDisabled $ loginDisabled $ orclIsEnabled ) )",
        "( 1.3.6.1.4.1.99999.3 NAME 'leaver' SUP top AUXILIARY )",
        "( 1.3.6.1.4.1.99999.4 NAME 'pensioner' SUP leaver AUXILIARY )",
        "( 1.3.6.1.4.1.99999.5 NAME 'nicknamed' SUP top AUXILIARY MAY preferredLanguage )",
        "( 1.3.6.1.4.1.99999.1 NAME 'team' SUP top STRUCTURAL MUST cn MAY member )",
    ]
}

/* SPDX-License-Identifier: ISC */
#include "schema/builtin.h"

/* Attribute types of RFC 4519, 4523, 4524, 2079, 2307 and 2798 and the
 * operational ones that dirwire meets, superiors first; without DESC, SUBSTR
 * and ORDERING. */
/* clang-format off */
const char *const builtin_attributes[] = {
	"( 2.5.4.0 NAME 'objectClass' EQUALITY objectIdentifierMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.38 )",
	"( 2.5.21.9 NAME 'structuralObjectClass' EQUALITY "
	"objectIdentifierMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 "
	"SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation )",
	"( 2.5.18.1 NAME 'createTimestamp' EQUALITY generalizedTimeMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE "
	"NO-USER-MODIFICATION USAGE directoryOperation )",
	"( 2.5.18.2 NAME 'modifyTimestamp' EQUALITY generalizedTimeMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE "
	"NO-USER-MODIFICATION USAGE directoryOperation )",
	"( 2.5.18.3 NAME 'creatorsName' EQUALITY distinguishedNameMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 SINGLE-VALUE "
	"NO-USER-MODIFICATION USAGE directoryOperation )",
	"( 2.5.18.4 NAME 'modifiersName' EQUALITY distinguishedNameMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 SINGLE-VALUE "
	"NO-USER-MODIFICATION USAGE directoryOperation )",
	"( 2.5.18.9 NAME 'hasSubordinates' EQUALITY booleanMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE NO-USER-MODIFICATION "
	"USAGE directoryOperation )",
	"( 2.5.18.10 NAME 'subschemaSubentry' EQUALITY "
	"distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 "
	"SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation )",
	"( 1.3.6.1.1.20 NAME 'entryDN' EQUALITY distinguishedNameMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 SINGLE-VALUE "
	"NO-USER-MODIFICATION USAGE directoryOperation )",
	"( 1.3.6.1.1.16.4 NAME 'entryUUID' EQUALITY UUIDMatch SYNTAX "
	"1.3.6.1.1.16.1 SINGLE-VALUE NO-USER-MODIFICATION USAGE "
	"directoryOperation )",
	"( 1.3.6.1.4.1.4203.666.1.7 NAME 'entryCSN' EQUALITY CSNMatch "
	"SYNTAX 1.3.6.1.4.1.4203.666.11.2.1{64} SINGLE-VALUE "
	"NO-USER-MODIFICATION USAGE directoryOperation )",
	"( 1.3.6.1.4.1.4203.666.1.25 NAME 'contextCSN' EQUALITY CSNMatch "
	"SYNTAX 1.3.6.1.4.1.4203.666.11.2.1{64} NO-USER-MODIFICATION USAGE "
	"dSAOperation )",
	"( 2.5.4.1 NAME ( 'aliasedObjectName' 'aliasedEntryName' ) EQUALITY "
	"distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 "
	"SINGLE-VALUE )",
	"( 2.5.4.49 NAME 'distinguishedName' EQUALITY "
	"distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )",
	"( 2.5.4.41 NAME 'name' EQUALITY caseIgnoreMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.15{32768} )",
	"( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name )",
	"( 0.9.2342.19200300.100.1.1 NAME ( 'uid' 'userid' ) EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 1.3.6.1.1.1.1.0 NAME 'uidNumber' EQUALITY integerMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.1 NAME 'gidNumber' EQUALITY integerMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
	"( 2.5.4.35 NAME 'userPassword' EQUALITY octetStringMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.40{128} )",
	"( 1.3.6.1.4.1.250.1.57 NAME 'labeledURI' EQUALITY caseExactMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
	"( 2.5.4.13 NAME 'description' EQUALITY caseIgnoreMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.15{1024} )",
	"( 2.5.4.34 NAME 'seeAlso' SUP distinguishedName )",
	"( 1.3.6.1.4.1.4203.666.1.60 NAME 'pKCS8PrivateKey' EQUALITY "
	"privateKeyMatch SYNTAX 1.2.840.113549.1.8.1.1 )",
	"( 2.5.4.2 NAME 'knowledgeInformation' EQUALITY caseIgnoreMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{32768} )",
	"( 2.5.4.4 NAME ( 'sn' 'surname' ) SUP name )",
	"( 2.5.4.5 NAME 'serialNumber' EQUALITY caseIgnoreMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.44{64} )",
	"( 2.5.4.6 NAME ( 'c' 'countryName' ) SUP name SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.11 SINGLE-VALUE )",
	"( 2.5.4.7 NAME ( 'l' 'localityName' ) SUP name )",
	"( 2.5.4.8 NAME ( 'st' 'stateOrProvinceName' ) SUP name )",
	"( 2.5.4.9 NAME ( 'street' 'streetAddress' ) EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{128} )",
	"( 2.5.4.10 NAME ( 'o' 'organizationName' ) SUP name )",
	"( 2.5.4.11 NAME ( 'ou' 'organizationalUnitName' ) SUP name )",
	"( 2.5.4.12 NAME 'title' SUP name )",
	"( 2.5.4.14 NAME 'searchGuide' SYNTAX 1.3.6.1.4.1.1466.115.121.1.25 "
	")",
	"( 2.5.4.15 NAME 'businessCategory' EQUALITY caseIgnoreMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.15{128} )",
	"( 2.5.4.16 NAME 'postalAddress' EQUALITY caseIgnoreListMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.41 )",
	"( 2.5.4.17 NAME 'postalCode' EQUALITY caseIgnoreMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.15{40} )",
	"( 2.5.4.18 NAME 'postOfficeBox' EQUALITY caseIgnoreMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.15{40} )",
	"( 2.5.4.19 NAME 'physicalDeliveryOfficeName' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{128} )",
	"( 2.5.4.20 NAME 'telephoneNumber' EQUALITY telephoneNumberMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.50{32} )",
	"( 2.5.4.21 NAME 'telexNumber' SYNTAX 1.3.6.1.4.1.1466.115.121.1.52 "
	")",
	"( 2.5.4.22 NAME 'teletexTerminalIdentifier' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.51 )",
	"( 2.5.4.23 NAME ( 'facsimileTelephoneNumber' 'fax' ) SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.22 )",
	"( 2.5.4.24 NAME 'x121Address' EQUALITY numericStringMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.36{15} )",
	"( 2.5.4.25 NAME 'internationaliSDNNumber' EQUALITY "
	"numericStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.36{16} )",
	"( 2.5.4.26 NAME 'registeredAddress' SUP postalAddress SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.41 )",
	"( 2.5.4.27 NAME 'destinationIndicator' EQUALITY caseIgnoreMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.44{128} )",
	"( 2.5.4.28 NAME 'preferredDeliveryMethod' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.14 SINGLE-VALUE )",
	"( 2.5.4.29 NAME 'presentationAddress' EQUALITY "
	"presentationAddressMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.43 "
	"SINGLE-VALUE )",
	"( 2.5.4.30 NAME 'supportedApplicationContext' EQUALITY "
	"objectIdentifierMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )",
	"( 2.5.4.31 NAME 'member' SUP distinguishedName )",
	"( 2.5.4.32 NAME 'owner' SUP distinguishedName )",
	"( 2.5.4.33 NAME 'roleOccupant' SUP distinguishedName )",
	"( 2.5.4.36 NAME 'userCertificate' EQUALITY certificateExactMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.8 )",
	"( 2.5.4.37 NAME 'cACertificate' EQUALITY certificateExactMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.8 )",
	"( 2.5.4.38 NAME 'authorityRevocationList' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.9 )",
	"( 2.5.4.39 NAME 'certificateRevocationList' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.9 )",
	"( 2.5.4.40 NAME 'crossCertificatePair' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.10 )",
	"( 2.5.4.42 NAME ( 'givenName' 'gn' ) SUP name )",
	"( 2.5.4.43 NAME 'initials' SUP name )",
	"( 2.5.4.44 NAME 'generationQualifier' SUP name )",
	"( 2.5.4.45 NAME 'x500UniqueIdentifier' EQUALITY bitStringMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.6 )",
	"( 2.5.4.46 NAME 'dnQualifier' EQUALITY caseIgnoreMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.44 )",
	"( 2.5.4.47 NAME 'enhancedSearchGuide' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.21 )",
	"( 2.5.4.48 NAME 'protocolInformation' EQUALITY "
	"protocolInformationMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.42 )",
	"( 2.5.4.50 NAME 'uniqueMember' EQUALITY uniqueMemberMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.34 )",
	"( 2.5.4.51 NAME 'houseIdentifier' EQUALITY caseIgnoreMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.15{32768} )",
	"( 2.5.4.52 NAME 'supportedAlgorithms' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.49 )",
	"( 2.5.4.53 NAME 'deltaRevocationList' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.9 )",
	"( 2.5.4.54 NAME 'dmdName' SUP name )",
	"( 2.5.4.65 NAME 'pseudonym' SUP name )",
	"( 0.9.2342.19200300.100.1.3 NAME ( 'mail' 'rfc822Mailbox' ) "
	"EQUALITY caseIgnoreIA5Match SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.26{256} )",
	"( 0.9.2342.19200300.100.1.25 NAME ( 'dc' 'domainComponent' ) "
	"EQUALITY caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 "
	"SINGLE-VALUE )",
	"( 0.9.2342.19200300.100.1.37 NAME 'associatedDomain' EQUALITY "
	"caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
	"( 1.2.840.113549.1.9.1 NAME ( 'email' 'emailAddress' 'pkcs9email' "
	") EQUALITY caseIgnoreIA5Match SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.26{128} )",
	"( 0.9.2342.19200300.100.1.2 NAME 'textEncodedORAddress' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 0.9.2342.19200300.100.1.4 NAME 'info' EQUALITY caseIgnoreMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{2048} )",
	"( 0.9.2342.19200300.100.1.5 NAME ( 'drink' 'favouriteDrink' ) "
	"EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} "
	")",
	"( 0.9.2342.19200300.100.1.6 NAME 'roomNumber' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 0.9.2342.19200300.100.1.7 NAME 'photo' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.23{25000} )",
	"( 0.9.2342.19200300.100.1.8 NAME 'userClass' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 0.9.2342.19200300.100.1.9 NAME 'host' EQUALITY caseIgnoreMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 0.9.2342.19200300.100.1.10 NAME 'manager' EQUALITY "
	"distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )",
	"( 0.9.2342.19200300.100.1.11 NAME 'documentIdentifier' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 0.9.2342.19200300.100.1.12 NAME 'documentTitle' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 0.9.2342.19200300.100.1.13 NAME 'documentVersion' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 0.9.2342.19200300.100.1.14 NAME 'documentAuthor' EQUALITY "
	"distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )",
	"( 0.9.2342.19200300.100.1.15 NAME 'documentLocation' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 0.9.2342.19200300.100.1.20 NAME ( 'homePhone' "
	"'homeTelephoneNumber' ) EQUALITY telephoneNumberMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.50 )",
	"( 0.9.2342.19200300.100.1.21 NAME 'secretary' EQUALITY "
	"distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )",
	"( 0.9.2342.19200300.100.1.22 NAME 'otherMailbox' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.39 )",
	"( 0.9.2342.19200300.100.1.26 NAME 'aRecord' EQUALITY "
	"caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
	"( 0.9.2342.19200300.100.1.27 NAME 'mDRecord' EQUALITY "
	"caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
	"( 0.9.2342.19200300.100.1.28 NAME 'mXRecord' EQUALITY "
	"caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
	"( 0.9.2342.19200300.100.1.29 NAME 'nSRecord' EQUALITY "
	"caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
	"( 0.9.2342.19200300.100.1.30 NAME 'sOARecord' EQUALITY "
	"caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
	"( 0.9.2342.19200300.100.1.31 NAME 'cNAMERecord' EQUALITY "
	"caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
	"( 0.9.2342.19200300.100.1.38 NAME 'associatedName' EQUALITY "
	"distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )",
	"( 0.9.2342.19200300.100.1.39 NAME 'homePostalAddress' EQUALITY "
	"caseIgnoreListMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.41 )",
	"( 0.9.2342.19200300.100.1.40 NAME 'personalTitle' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 0.9.2342.19200300.100.1.41 NAME ( 'mobile' "
	"'mobileTelephoneNumber' ) EQUALITY telephoneNumberMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.50 )",
	"( 0.9.2342.19200300.100.1.42 NAME ( 'pager' 'pagerTelephoneNumber' "
	") EQUALITY telephoneNumberMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.50 )",
	"( 0.9.2342.19200300.100.1.43 NAME ( 'co' 'friendlyCountryName' ) "
	"EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
	"( 0.9.2342.19200300.100.1.44 NAME 'uniqueIdentifier' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 0.9.2342.19200300.100.1.45 NAME 'organizationalStatus' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 0.9.2342.19200300.100.1.46 NAME 'janetMailbox' EQUALITY "
	"caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26{256} )",
	"( 0.9.2342.19200300.100.1.47 NAME 'mailPreferenceOption' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.27 )",
	"( 0.9.2342.19200300.100.1.48 NAME 'buildingName' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
	"( 0.9.2342.19200300.100.1.49 NAME 'dSAQuality' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.19 SINGLE-VALUE )",
	"( 0.9.2342.19200300.100.1.50 NAME 'singleLevelQuality' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.13 SINGLE-VALUE )",
	"( 0.9.2342.19200300.100.1.51 NAME 'subtreeMinimumQuality' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.13 SINGLE-VALUE )",
	"( 0.9.2342.19200300.100.1.52 NAME 'subtreeMaximumQuality' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.13 SINGLE-VALUE )",
	"( 0.9.2342.19200300.100.1.53 NAME 'personalSignature' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.23 )",
	"( 0.9.2342.19200300.100.1.54 NAME 'dITRedirect' EQUALITY "
	"distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )",
	"( 0.9.2342.19200300.100.1.55 NAME 'audio' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.4{25000} )",
	"( 0.9.2342.19200300.100.1.56 NAME 'documentPublisher' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
	"( 2.16.840.1.113730.3.1.1 NAME 'carLicense' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
	"( 2.16.840.1.113730.3.1.2 NAME 'departmentNumber' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
	"( 2.16.840.1.113730.3.1.241 NAME 'displayName' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE "
	")",
	"( 2.16.840.1.113730.3.1.3 NAME 'employeeNumber' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE "
	")",
	"( 2.16.840.1.113730.3.1.4 NAME 'employeeType' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
	"( 0.9.2342.19200300.100.1.60 NAME 'jpegPhoto' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.28 )",
	"( 2.16.840.1.113730.3.1.39 NAME 'preferredLanguage' EQUALITY "
	"caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE "
	")",
	"( 2.16.840.1.113730.3.1.40 NAME 'userSMIMECertificate' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.5 )",
	"( 2.16.840.1.113730.3.1.216 NAME 'userPKCS12' SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.5 )",
	"( 1.3.6.1.1.1.1.2 NAME 'gecos' EQUALITY caseIgnoreIA5Match SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.3 NAME 'homeDirectory' EQUALITY caseExactIA5Match "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.4 NAME 'loginShell' EQUALITY caseExactIA5Match "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.5 NAME 'shadowLastChange' EQUALITY integerMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.6 NAME 'shadowMin' EQUALITY integerMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.7 NAME 'shadowMax' EQUALITY integerMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.8 NAME 'shadowWarning' EQUALITY integerMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.9 NAME 'shadowInactive' EQUALITY integerMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.10 NAME 'shadowExpire' EQUALITY integerMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.11 NAME 'shadowFlag' EQUALITY integerMatch SYNTAX "
	"1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.12 NAME 'memberUid' EQUALITY caseExactIA5Match "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
	"( 1.3.6.1.1.1.1.13 NAME 'memberNisNetgroup' EQUALITY "
	"caseExactIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
	"( 1.3.6.1.1.1.1.14 NAME 'nisNetgroupTriple' SYNTAX 1.3.6.1.1.1.0.0 "
	")",
	"( 1.3.6.1.1.1.1.15 NAME 'ipServicePort' EQUALITY integerMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.16 NAME 'ipServiceProtocol' SUP name )",
	"( 1.3.6.1.1.1.1.17 NAME 'ipProtocolNumber' EQUALITY integerMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.18 NAME 'oncRpcNumber' EQUALITY integerMatch "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.19 NAME 'ipHostNumber' EQUALITY caseIgnoreIA5Match "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.26{128} )",
	"( 1.3.6.1.1.1.1.20 NAME 'ipNetworkNumber' EQUALITY "
	"caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26{128} "
	"SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.21 NAME 'ipNetmaskNumber' EQUALITY "
	"caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26{128} "
	"SINGLE-VALUE )",
	"( 1.3.6.1.1.1.1.22 NAME 'macAddress' EQUALITY caseIgnoreIA5Match "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.26{128} )",
	"( 1.3.6.1.1.1.1.23 NAME 'bootParameter' SYNTAX 1.3.6.1.1.1.0.1 )",
	"( 1.3.6.1.1.1.1.24 NAME 'bootFile' EQUALITY caseExactIA5Match "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
	"( 1.3.6.1.1.1.1.26 NAME 'nisMapName' SUP name )",
	"( 1.3.6.1.1.1.1.27 NAME 'nisMapEntry' EQUALITY caseExactIA5Match "
	"SYNTAX 1.3.6.1.4.1.1466.115.121.1.26{1024} SINGLE-VALUE )",
	NULL,
};
/* clang-format on */

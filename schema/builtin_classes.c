/* SPDX-License-Identifier: ISC */
#include "schema/builtin.h"

/* Object classes of the same documents, superiors first. */
/* clang-format off */
const char *const builtin_classes[] = {
	"( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )",
	"( 1.3.6.1.4.1.1466.101.120.111 NAME 'extensibleObject' SUP top "
	"AUXILIARY )",
	"( 2.5.6.1 NAME 'alias' SUP top STRUCTURAL MUST aliasedObjectName )",
	"( 2.5.6.2 NAME 'country' SUP top STRUCTURAL MUST c MAY ( "
	"searchGuide $ description ) )",
	"( 2.5.6.3 NAME 'locality' SUP top STRUCTURAL MAY ( street $ "
	"seeAlso $ searchGuide $ st $ l $ description ) )",
	"( 2.5.6.4 NAME 'organization' SUP top STRUCTURAL MUST o MAY ( "
	"userPassword $ searchGuide $ seeAlso $ businessCategory $ "
	"x121Address $ registeredAddress $ destinationIndicator $ "
	"preferredDeliveryMethod $ telexNumber $ teletexTerminalIdentifier "
	"$ telephoneNumber $ internationaliSDNNumber $ "
	"facsimileTelephoneNumber $ street $ postOfficeBox $ postalCode $ "
	"postalAddress $ physicalDeliveryOfficeName $ st $ l $ description "
	") )",
	"( 2.5.6.5 NAME 'organizationalUnit' SUP top STRUCTURAL MUST ou MAY "
	"( userPassword $ searchGuide $ seeAlso $ businessCategory $ "
	"x121Address $ registeredAddress $ destinationIndicator $ "
	"preferredDeliveryMethod $ telexNumber $ teletexTerminalIdentifier "
	"$ telephoneNumber $ internationaliSDNNumber $ "
	"facsimileTelephoneNumber $ street $ postOfficeBox $ postalCode $ "
	"postalAddress $ physicalDeliveryOfficeName $ st $ l $ description "
	") )",
	"( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY ( "
	"userPassword $ telephoneNumber $ seeAlso $ description ) )",
	"( 2.5.6.7 NAME 'organizationalPerson' SUP person STRUCTURAL MAY ( "
	"title $ x121Address $ registeredAddress $ destinationIndicator $ "
	"preferredDeliveryMethod $ telexNumber $ teletexTerminalIdentifier "
	"$ telephoneNumber $ internationaliSDNNumber $ "
	"facsimileTelephoneNumber $ street $ postOfficeBox $ postalCode $ "
	"postalAddress $ physicalDeliveryOfficeName $ ou $ st $ l ) )",
	"( 2.5.6.8 NAME 'organizationalRole' SUP top STRUCTURAL MUST cn MAY "
	"( x121Address $ registeredAddress $ destinationIndicator $ "
	"preferredDeliveryMethod $ telexNumber $ teletexTerminalIdentifier "
	"$ telephoneNumber $ internationaliSDNNumber $ "
	"facsimileTelephoneNumber $ seeAlso $ roleOccupant $ "
	"preferredDeliveryMethod $ street $ postOfficeBox $ postalCode $ "
	"postalAddress $ physicalDeliveryOfficeName $ ou $ st $ l $ "
	"description ) )",
	"( 2.5.6.9 NAME 'groupOfNames' SUP top STRUCTURAL MUST ( member $ "
	"cn ) MAY ( businessCategory $ seeAlso $ owner $ ou $ o $ "
	"description ) )",
	"( 2.5.6.10 NAME 'residentialPerson' SUP person STRUCTURAL MUST l "
	"MAY ( businessCategory $ x121Address $ registeredAddress $ "
	"destinationIndicator $ preferredDeliveryMethod $ telexNumber $ "
	"teletexTerminalIdentifier $ telephoneNumber $ "
	"internationaliSDNNumber $ facsimileTelephoneNumber $ "
	"preferredDeliveryMethod $ street $ postOfficeBox $ postalCode $ "
	"postalAddress $ physicalDeliveryOfficeName $ st $ l ) )",
	"( 2.5.6.11 NAME 'applicationProcess' SUP top STRUCTURAL MUST cn "
	"MAY ( seeAlso $ ou $ l $ description ) )",
	"( 2.5.6.12 NAME 'applicationEntity' SUP top STRUCTURAL MUST ( "
	"presentationAddress $ cn ) MAY ( supportedApplicationContext $ "
	"seeAlso $ ou $ o $ l $ description ) )",
	"( 2.5.6.13 NAME 'dSA' SUP applicationEntity STRUCTURAL MAY "
	"knowledgeInformation )",
	"( 2.5.6.14 NAME 'device' SUP top STRUCTURAL MUST cn MAY ( "
	"serialNumber $ seeAlso $ owner $ ou $ o $ l $ description ) )",
	"( 2.5.6.15 NAME 'strongAuthenticationUser' SUP top AUXILIARY MUST "
	"userCertificate )",
	"( 2.5.6.16 NAME 'certificationAuthority' SUP top AUXILIARY MUST ( "
	"authorityRevocationList $ certificateRevocationList $ "
	"cACertificate ) MAY crossCertificatePair )",
	"( 2.5.6.17 NAME 'groupOfUniqueNames' SUP top STRUCTURAL MUST ( "
	"uniqueMember $ cn ) MAY ( businessCategory $ seeAlso $ owner $ ou "
	"$ o $ description ) )",
	"( 2.5.6.18 NAME 'userSecurityInformation' SUP top AUXILIARY MAY "
	"supportedAlgorithms )",
	"( 2.5.6.16.2 NAME 'certificationAuthority-V2' SUP "
	"certificationAuthority AUXILIARY MAY deltaRevocationList )",
	"( 2.5.6.19 NAME 'cRLDistributionPoint' SUP top STRUCTURAL MUST cn "
	"MAY ( certificateRevocationList $ authorityRevocationList $ "
	"deltaRevocationList ) )",
	"( 2.5.6.20 NAME 'dmd' SUP top STRUCTURAL MUST dmdName MAY ( "
	"userPassword $ searchGuide $ seeAlso $ businessCategory $ "
	"x121Address $ registeredAddress $ destinationIndicator $ "
	"preferredDeliveryMethod $ telexNumber $ teletexTerminalIdentifier "
	"$ telephoneNumber $ internationaliSDNNumber $ "
	"facsimileTelephoneNumber $ street $ postOfficeBox $ postalCode $ "
	"postalAddress $ physicalDeliveryOfficeName $ st $ l $ description "
	") )",
	"( 2.5.6.21 NAME 'pkiUser' SUP top AUXILIARY MAY userCertificate )",
	"( 2.5.6.22 NAME 'pkiCA' SUP top AUXILIARY MAY ( "
	"authorityRevocationList $ certificateRevocationList $ "
	"cACertificate $ crossCertificatePair ) )",
	"( 2.5.6.23 NAME 'deltaCRL' SUP top AUXILIARY MAY "
	"deltaRevocationList )",
	"( 1.3.6.1.4.1.250.3.15 NAME 'labeledURIObject' SUP top AUXILIARY "
	"MAY labeledURI )",
	"( 0.9.2342.19200300.100.4.19 NAME 'simpleSecurityObject' SUP top "
	"AUXILIARY MUST userPassword )",
	"( 1.3.6.1.4.1.1466.344 NAME 'dcObject' SUP top AUXILIARY MUST dc )",
	"( 1.3.6.1.1.3.1 NAME 'uidObject' SUP top AUXILIARY MUST uid )",
	"( 0.9.2342.19200300.100.4.4 NAME ( 'pilotPerson' 'newPilotPerson' "
	") SUP person STRUCTURAL MAY ( userid $ textEncodedORAddress $ "
	"rfc822Mailbox $ favouriteDrink $ roomNumber $ userClass $ "
	"homeTelephoneNumber $ homePostalAddress $ secretary $ "
	"personalTitle $ preferredDeliveryMethod $ businessCategory $ "
	"janetMailbox $ otherMailbox $ mobileTelephoneNumber $ "
	"pagerTelephoneNumber $ organizationalStatus $ mailPreferenceOption "
	"$ personalSignature ) )",
	"( 0.9.2342.19200300.100.4.5 NAME 'account' SUP top STRUCTURAL MUST "
	"userid MAY ( description $ seeAlso $ localityName $ "
	"organizationName $ organizationalUnitName $ host ) )",
	"( 0.9.2342.19200300.100.4.6 NAME 'document' SUP top STRUCTURAL "
	"MUST documentIdentifier MAY ( commonName $ description $ seeAlso $ "
	"localityName $ organizationName $ organizationalUnitName $ "
	"documentTitle $ documentVersion $ documentAuthor $ "
	"documentLocation $ documentPublisher ) )",
	"( 0.9.2342.19200300.100.4.7 NAME 'room' SUP top STRUCTURAL MUST "
	"commonName MAY ( roomNumber $ description $ seeAlso $ "
	"telephoneNumber ) )",
	"( 0.9.2342.19200300.100.4.9 NAME 'documentSeries' SUP top "
	"STRUCTURAL MUST commonName MAY ( description $ seeAlso $ "
	"telephonenumber $ localityName $ organizationName $ "
	"organizationalUnitName ) )",
	"( 0.9.2342.19200300.100.4.13 NAME 'domain' SUP top STRUCTURAL MUST "
	"domainComponent MAY ( associatedName $ organizationName $ "
	"description $ businessCategory $ seeAlso $ searchGuide $ "
	"userPassword $ localityName $ stateOrProvinceName $ streetAddress "
	"$ physicalDeliveryOfficeName $ postalAddress $ postalCode $ "
	"postOfficeBox $ streetAddress $ facsimileTelephoneNumber $ "
	"internationalISDNNumber $ telephoneNumber $ "
	"teletexTerminalIdentifier $ telexNumber $ preferredDeliveryMethod "
	"$ destinationIndicator $ registeredAddress $ x121Address ) )",
	"( 0.9.2342.19200300.100.4.14 NAME 'RFC822localPart' SUP domain "
	"STRUCTURAL MAY ( commonName $ surname $ description $ seeAlso $ "
	"telephoneNumber $ physicalDeliveryOfficeName $ postalAddress $ "
	"postalCode $ postOfficeBox $ streetAddress $ "
	"facsimileTelephoneNumber $ internationalISDNNumber $ "
	"telephoneNumber $ teletexTerminalIdentifier $ telexNumber $ "
	"preferredDeliveryMethod $ destinationIndicator $ registeredAddress "
	"$ x121Address ) )",
	"( 0.9.2342.19200300.100.4.15 NAME 'dNSDomain' SUP domain "
	"STRUCTURAL MAY ( ARecord $ MDRecord $ MXRecord $ NSRecord $ "
	"SOARecord $ CNAMERecord ) )",
	"( 0.9.2342.19200300.100.4.17 NAME 'domainRelatedObject' SUP top "
	"AUXILIARY MUST associatedDomain )",
	"( 0.9.2342.19200300.100.4.18 NAME 'friendlyCountry' SUP country "
	"STRUCTURAL MUST friendlyCountryName )",
	"( 0.9.2342.19200300.100.4.20 NAME 'pilotOrganization' SUP ( "
	"organization $ organizationalUnit ) STRUCTURAL MAY buildingName )",
	"( 0.9.2342.19200300.100.4.21 NAME 'pilotDSA' SUP dsa STRUCTURAL "
	"MAY dSAQuality )",
	"( 0.9.2342.19200300.100.4.22 NAME 'qualityLabelledData' SUP top "
	"AUXILIARY MUST dsaQuality MAY ( subtreeMinimumQuality $ "
	"subtreeMaximumQuality ) )",
	"( 2.16.840.1.113730.3.2.2 NAME 'inetOrgPerson' SUP "
	"organizationalPerson STRUCTURAL MAY ( audio $ businessCategory $ "
	"carLicense $ departmentNumber $ displayName $ employeeNumber $ "
	"employeeType $ givenName $ homePhone $ homePostalAddress $ "
	"initials $ jpegPhoto $ labeledURI $ mail $ manager $ mobile $ o $ "
	"pager $ photo $ roomNumber $ secretary $ uid $ userCertificate $ "
	"x500uniqueIdentifier $ preferredLanguage $ userSMIMECertificate $ "
	"userPKCS12 ) )",
	"( 1.3.6.1.1.1.2.0 NAME 'posixAccount' SUP top AUXILIARY MUST ( cn "
	"$ uid $ uidNumber $ gidNumber $ homeDirectory ) MAY ( userPassword "
	"$ loginShell $ gecos $ description ) )",
	"( 1.3.6.1.1.1.2.1 NAME 'shadowAccount' SUP top AUXILIARY MUST uid "
	"MAY ( userPassword $ shadowLastChange $ shadowMin $ shadowMax $ "
	"shadowWarning $ shadowInactive $ shadowExpire $ shadowFlag $ "
	"description ) )",
	"( 1.3.6.1.1.1.2.2 NAME 'posixGroup' SUP top STRUCTURAL MUST ( cn $ "
	"gidNumber ) MAY ( userPassword $ memberUid $ description ) )",
	"( 1.3.6.1.1.1.2.3 NAME 'ipService' SUP top STRUCTURAL MUST ( cn $ "
	"ipServicePort $ ipServiceProtocol ) MAY description )",
	"( 1.3.6.1.1.1.2.4 NAME 'ipProtocol' SUP top STRUCTURAL MUST ( cn $ "
	"ipProtocolNumber $ description ) MAY description )",
	"( 1.3.6.1.1.1.2.5 NAME 'oncRpc' SUP top STRUCTURAL MUST ( cn $ "
	"oncRpcNumber $ description ) MAY description )",
	"( 1.3.6.1.1.1.2.6 NAME 'ipHost' SUP top AUXILIARY MUST ( cn $ "
	"ipHostNumber ) MAY ( l $ description $ manager ) )",
	"( 1.3.6.1.1.1.2.7 NAME 'ipNetwork' SUP top STRUCTURAL MUST ( cn $ "
	"ipNetworkNumber ) MAY ( ipNetmaskNumber $ l $ description $ "
	"manager ) )",
	"( 1.3.6.1.1.1.2.8 NAME 'nisNetgroup' SUP top STRUCTURAL MUST cn "
	"MAY ( nisNetgroupTriple $ memberNisNetgroup $ description ) )",
	"( 1.3.6.1.1.1.2.9 NAME 'nisMap' SUP top STRUCTURAL MUST nisMapName "
	"MAY description )",
	"( 1.3.6.1.1.1.2.10 NAME 'nisObject' SUP top STRUCTURAL MUST ( cn $ "
	"nisMapEntry $ nisMapName ) MAY description )",
	"( 1.3.6.1.1.1.2.11 NAME 'ieee802Device' SUP top AUXILIARY MAY "
	"macAddress )",
	"( 1.3.6.1.1.1.2.12 NAME 'bootableDevice' SUP top AUXILIARY MAY ( "
	"bootFile $ bootParameter ) )",
	NULL,
};
/* clang-format on */

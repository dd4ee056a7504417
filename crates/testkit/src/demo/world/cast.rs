//! Who plays which part. Parts are fixed places in a department; who sits there is up to the seed.

use super::people::Department::{
    self, Engineering, Finance, HumanResources, Legal, Marketing, Operations, Sales, Support,
};

/// A place in a department, counted from its head (0).
pub(in crate::demo) type Seat = (Department, usize);

/// The number of the person in a seat.
pub(in crate::demo) fn person(seat: Seat) -> usize {
    seat.0.first() + seat.1
}

/// Whether a person sits in one of these seats.
pub(in crate::demo) fn plays(who: usize, seats: &[Seat]) -> bool {
    seats.iter().any(|&seat| person(seat) == who)
}

/// Answers for laptops, phones and sign-in.
pub(in crate::demo) const LEADS_IT: Seat = (Operations, 1);
/// Answers for the rules themselves.
pub(in crate::demo) const LEADS_SECURITY: Seat = (Operations, 2);
/// Left on 22 May; both accounts work until they are closed before 1 June.
pub(in crate::demo) const LEAVER_WITH_ACCOUNTS: Seat = (Engineering, 30);
/// Left on 5 June; the account still works on 9 June.
pub(in crate::demo) const LEAVER_OF_JUNE: Seat = (Support, 14);
/// Left before the first day, accounts closed as they should be.
pub(in crate::demo) const LEFT_IN_GOOD_ORDER: [Seat; 2] = [(Sales, 12), (Marketing, 9)];
/// Starts on 4 June and nobody ordered a screening.
pub(in crate::demo) const HIRE_WITHOUT_SCREENING: Seat = (Finance, 20);
/// Starts on 8 June; the screening is ordered on 28 May only, too late for the two weeks.
pub(in crate::demo) const HIRE_SCREENED_LATE_ORDER: Seat = (Sales, 50);
/// Starts on 8 June, screened in time.
pub(in crate::demo) const HIRE_SCREENED: Seat = (HumanResources, 10);
/// Starts on 15 June, the screening is under way.
pub(in crate::demo) const HIRE_SCREENING_PENDING: Seat = (Engineering, 120);
/// Started on 4 May; the screening was completed on 20 May.
pub(in crate::demo) const SCREENED_AFTER_START: Seat = (Marketing, 20);
/// Keeps the spare laptops and the machines of the meeting rooms.
pub(in crate::demo) const KEEPS_SPARES: Seat = (Operations, 9);
/// Has an everyday account and an administrator's.
pub(in crate::demo) const TWO_ACCOUNTS: Seat = (Operations, 5);
/// Has an administrator's account that was never used.
pub(in crate::demo) const IDLE_ADMINISTRATOR: Seat = (Operations, 6);
/// Married on 30 May: another family name and address, the old one an alias.
pub(in crate::demo) const MARRIED: Seat = (Marketing, 12);
/// Works under a contract that ends on 30 September.
pub(in crate::demo) const CONTRACTOR: Seat = (Engineering, 60);
/// Further contractors.
pub(in crate::demo) const CONTRACTORS: [Seat; 8] = [
    (Engineering, 62),
    (Engineering, 63),
    (Engineering, 64),
    (Engineering, 65),
    (Operations, 20),
    (Operations, 21),
    (Marketing, 25),
    (Legal, 14),
];
/// Each is the other's manager in the HR system.
pub(in crate::demo) const EACH_OTHERS_MANAGER: [Seat; 2] = [(Marketing, 1), (Marketing, 2)];
/// The register of trainings says `in spring` where a date should stand.
pub(in crate::demo) const TRAINED_IN_SPRING: Seat = (Support, 11);
/// Sign in without a second factor.
pub(in crate::demo) const WITHOUT_SECOND_FACTOR: [Seat; 7] = [
    (Sales, 2),
    (Sales, 33),
    (Support, 9),
    (Support, 25),
    (Marketing, 4),
    (Legal, 7),
    (Engineering, 71),
];
/// Turns the second factor on before 1 June.
pub(in crate::demo) const SECOND_FACTOR_IN_JUNE: [Seat; 2] = [(Sales, 2), (Support, 25)];

/// Turn the second factor on within two weeks of being asked, as most people do: those with an even
/// number before 25 May, the others before 1 June.
pub(in crate::demo) const SECOND_FACTOR_IN_TIME: [Seat; 30] = [
    (Engineering, 17),
    (Engineering, 34),
    (Engineering, 48),
    (Engineering, 66),
    (Engineering, 83),
    (Engineering, 97),
    (Engineering, 111),
    (Engineering, 126),
    (Engineering, 135),
    (Sales, 9),
    (Sales, 18),
    (Sales, 27),
    (Sales, 41),
    (Sales, 56),
    (Sales, 66),
    (Support, 5),
    (Support, 18),
    (Support, 29),
    (Support, 37),
    (Support, 45),
    (Support, 56),
    (Marketing, 7),
    (Marketing, 23),
    (Operations, 17),
    (Operations, 28),
    (HumanResources, 4),
    (Finance, 9),
    (Finance, 16),
    (Legal, 11),
    (Legal, 16),
];

/// Their laptops have no endpoint agent.
pub(in crate::demo) const WITHOUT_AGENT: [Seat; 6] = [
    (Engineering, 10),
    (Engineering, 11),
    (Sales, 3),
    (Finance, 4),
    (Legal, 2),
    (Support, 8),
];
/// Installs the missing agent before 1 June.
pub(in crate::demo) const AGENT_IN_JUNE: Seat = (Engineering, 11);
/// The agent falls silent on 12 May and returns on 2 June.
pub(in crate::demo) const AGENT_SILENT: Seat = (Engineering, 15);
/// The agent reports every third day: enough for most, not for Finance.
pub(in crate::demo) const AGENT_EVERY_THIRD_DAY: Seat = (Finance, 6);
/// FileVault is off until it is switched on before 1 June.
pub(in crate::demo) const FILEVAULT_SWITCHED_ON: Seat = (Sales, 5);
/// FileVault is switched on before 25 May and off again before 9 June.
pub(in crate::demo) const FILEVAULT_RETURNS: Seat = (Engineering, 22);
/// The device manager does not say whether FileVault is on.
pub(in crate::demo) const FILEVAULT_NOT_REPORTED: Seat = (Engineering, 33);
/// FileVault is off and stays off.
pub(in crate::demo) const FILEVAULT_OFF: [Seat; 2] = [(Operations, 12), (Support, 20)];
/// FileVault is off on the first day and switched on within the week, as they were asked to.
pub(in crate::demo) const FILEVAULT_IN_TIME: [Seat; 18] = [
    (Engineering, 16),
    (Engineering, 38),
    (Engineering, 47),
    (Engineering, 81),
    (Engineering, 92),
    (Engineering, 103),
    (Engineering, 117),
    (Engineering, 131),
    (Sales, 21),
    (Sales, 44),
    (Sales, 63),
    (Support, 17),
    (Support, 33),
    (Support, 51),
    (Marketing, 17),
    (Operations, 31),
    (HumanResources, 6),
    (Finance, 11),
];
/// Run a system that gets no more security updates.
pub(in crate::demo) const OLD_SYSTEM: [Seat; 4] =
    [(Engineering, 44), (Sales, 8), (Support, 30), (Legal, 9)];
/// Upgrades the old system before 2 June.
pub(in crate::demo) const UPGRADED_IN_JUNE: Seat = (Sales, 8);
/// Run an old system on the first day and upgrade it before 1 June, within the two weeks they had.
pub(in crate::demo) const UPGRADED_IN_TIME: [Seat; 5] = [
    (Sales, 29),
    (Sales, 47),
    (Support, 35),
    (Support, 46),
    (Support, 55),
];
/// The laptop gets another name before 1 June.
pub(in crate::demo) const RENAMED: Seat = (Engineering, 50);
/// The laptop is installed anew before 25 May and enrolled as a second record.
pub(in crate::demo) const REIMAGED: Seat = (Engineering, 52);
/// The endpoint agent has another serial number than the device manager, by one character.
pub(in crate::demo) const SERIAL_TYPO: Seat = (Engineering, 54);
/// Sit at docks whose network address all their laptops report.
pub(in crate::demo) const SHARED_DOCK: [Seat; 3] =
    [(Engineering, 56), (Engineering, 57), (Engineering, 58)];
/// Got a new laptop with the name of the old one, which is still enrolled.
pub(in crate::demo) const REPLACED: Seat = (Legal, 5);
/// Handed their laptop to the second of each pair without telling the device manager: the endpoint
/// agent sees who works on it.
pub(in crate::demo) const HANDED_ON: [(Seat, Seat); 12] = [
    ((Engineering, 70), (Engineering, 73)),
    ((Engineering, 76), (Engineering, 77)),
    ((Engineering, 85), (Engineering, 86)),
    ((Engineering, 90), (Engineering, 91)),
    ((Sales, 14), (Sales, 15)),
    ((Sales, 36), (Sales, 37)),
    ((Support, 22), (Support, 23)),
    ((Support, 42), (Support, 43)),
    ((Marketing, 14), (Marketing, 15)),
    ((Finance, 7), (Finance, 8)),
    ((Legal, 3), (Legal, 4)),
    ((HumanResources, 3), (HumanResources, 5)),
];
/// Reported the laptop as missing.
pub(in crate::demo) const LAPTOP_MISSING: Seat = (Support, 40);

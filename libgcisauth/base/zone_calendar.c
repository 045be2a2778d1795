/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Days and dates.  Years are counted from March, so that the leap day is the
 * last of its year and months have a formula.  No zones and no clocks here.
 */
#include "base/zone_file.h"

#define DAYS_OF_400_YEARS 146097
#define DAYS_TO_1970 719468 /* from 0000-03-01 */


static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}


bool
zone_is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}


int
zone_month_days(int64_t year, int month)
{
    static const int days[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
    };

    return days[month - 1] + (month == 2 && zone_is_leap(year));
}


int64_t
zone_days_of(int64_t year, int month, int day)
{
    int64_t era;
    int64_t year_of_era;
    int64_t day_of_year;

    year -= month <= 2;
    era = floor_div(year, 400);
    year_of_era = year - era * 400;
    day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
        + day - 1;
    return era * DAYS_OF_400_YEARS + year_of_era * 365 + year_of_era / 4
        - year_of_era / 100 + day_of_year - DAYS_TO_1970;
}


void
zone_date_of(int64_t days, int64_t *ret_year, int *ret_month, int *ret_day)
{
    int64_t era;
    int64_t day_of_era;
    int64_t year_of_era;
    int64_t day_of_year;
    int64_t month;

    days += DAYS_TO_1970;
    era = floor_div(days, DAYS_OF_400_YEARS);
    day_of_era = days - era * DAYS_OF_400_YEARS;
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524
                   - day_of_era / 146096) / 365;
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4
                                - year_of_era / 100);
    month = (5 * day_of_year + 2) / 153;
    *ret_day = (int) (day_of_year - (153 * month + 2) / 5 + 1);
    *ret_month = (int) (month < 10 ? month + 3 : month - 9);
    *ret_year = year_of_era + era * 400 + (*ret_month <= 2);
}
